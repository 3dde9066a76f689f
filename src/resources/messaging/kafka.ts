import {
  KAFKA_CLUSTER_LABEL,
  KAFKA_METADATA_VERSION,
  KAFKA_NODE_IDS_ANNOTATION,
  KAFKA_POOL_LABEL,
  KAFKA_PORTS,
  KAFKA_VERSION,
} from "../../catalog/kafka.ts";
import { minInSyncReplicasOf, replicationFactorOf } from "../../catalog/kafka-replication.ts";
import type { Environment } from "../../model/platform.ts";
import { KAFKA_CLIENT_LABELS } from "../../naming/labels.ts";
import {
  KAFKA,
  KAFKA_METRICS,
  KAFKA_SECRET_PREFIX,
  kafkaClusterOf,
  priorityClassOf,
  STORAGE_CLASS,
} from "../../naming/names.ts";
import { formatMemory } from "../../schema/quantity.ts";
import type { KubernetesObject } from "../desired.ts";
import { type Component, componentMetadata } from "../kubernetes/component.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { customObject } from "../kubernetes/custom-object.ts";
import { pods } from "../kubernetes/peers.ts";
import { containerSecurityContext, podSecurityContext } from "../kubernetes/pod-security.ts";
import { limitsOf, requestsOf } from "../kubernetes/quantities.ts";
import { scheduling } from "../kubernetes/scheduling.ts";
import type { ContainerResources } from "../peak.ts";
import { entityOperatorContainer, exporterContainer } from "./demands.ts";
import { JMX_RULES_KEY } from "./jmx-rules.ts";
import { type Pool, poolsOf } from "./pools.ts";
import {
  type ContainerTemplate,
  KAFKA_KIND,
  type KafkaSpec,
  NODE_POOL_KIND,
  type NodePoolSpec,
  type PodTemplate,
} from "./strimzi.ts";

const MEBIBYTE = 2 ** 20;

/** How long a broker may take to hand over its partitions and to close its files, so that it need not check them all at its start. Seconds. */
const BROKER_SHUTDOWN = 120;

const container: ContainerTemplate = { securityContext: containerSecurityContext };

const resources = (amounts: ContainerResources) => ({ requests: requestsOf(amounts), limits: limitsOf(amounts) });

/** Files of Strimzi's images belong to the user that they name, 1001, so none is set; the volumes belong to the group. */
function podTemplate(scheduled: Omit<PodTemplate, "securityContext" | "enableServiceLinks">): PodTemplate {
  const { runAsUser: _user, runAsGroup: _group, ...securityContext } = podSecurityContext;
  return { securityContext, enableServiceLinks: false, ...scheduled };
}

/**
 * The brokers as services see them, and what Strimzi runs beside them.
 *
 * Cruise Control is left out: it balances partitions over brokers by what it measures, which takes a gigabyte of memory
 * and moves data by itself. Here the brokers are few, and whoever adds one moves partitions to it once, on purpose.
 */
export function kafka(context: EnvironmentContext, component: Component): KubernetesObject {
  const { platform, environment } = context;
  const cluster = kafkaClusterOf(platform.name);
  const priorityClassName = priorityClassOf(platform.name, "critical");
  return customObject<KafkaSpec>(KAFKA_KIND, {
    metadata: componentMetadata(context, component, cluster),
    spec: {
      kafka: {
        version: KAFKA_VERSION,
        metadataVersion: KAFKA_METADATA_VERSION,
        listeners: [
          {
            name: "tls",
            port: KAFKA_PORTS.clients,
            type: "internal",
            tls: true,
            authentication: { type: "tls" },
            // Brokers tell clients their whole names: without the domain, musl asks for `….svc` alone and fails (FF40).
            configuration: { useServiceDnsDomain: true },
            // Our own policies say the same; this holds where the operator is let to write its own.
            networkPolicyPeers: [pods(KAFKA_CLIENT_LABELS)],
          },
        ],
        authorization: { type: "simple" },
        config: configOf(environment),
        rack: { topologyKey: "topology.kubernetes.io/zone" },
        metricsConfig: {
          type: "jmxPrometheusExporter",
          valueFrom: { configMapKeyRef: { name: KAFKA_METRICS, key: JMX_RULES_KEY } },
        },
        template: { kafkaContainer: container, initContainer: container, podDisruptionBudget: { maxUnavailable: 1 } },
      },
      entityOperator: {
        topicOperator: { resources: resources(entityOperatorContainer) },
        userOperator: { resources: resources(entityOperatorContainer), secretPrefix: KAFKA_SECRET_PREFIX },
        template: {
          pod: podTemplate({ priorityClassName }),
          topicOperatorContainer: container,
          userOperatorContainer: container,
        },
      },
      kafkaExporter: {
        topicRegex: ".*",
        groupRegex: ".*",
        resources: resources(exporterContainer),
        template: {
          // Two at once would count every lag twice.
          deployment: { deploymentStrategy: "Recreate" },
          pod: podTemplate({ priorityClassName }),
          container,
        },
      },
    },
  });
}

/** What is lost when it is not said: Strimzi takes an option that is left out for Kafka's default, which is one copy (FF17). */
function configOf({ kafka }: Environment): KafkaSpec["kafka"]["config"] {
  const brokers = kafka?.brokers ?? 1;
  const copies = replicationFactorOf(brokers);
  const inSync = minInSyncReplicasOf(brokers);
  return {
    // A topic is there when the spec says so; one that a typing error made would be nobody's (FF19).
    "auto.create.topics.enable": false,
    "default.replication.factor": copies,
    "min.insync.replicas": inSync,
    "offsets.topic.replication.factor": copies,
    "share.coordinator.state.topic.min.isr": inSync,
    "share.coordinator.state.topic.replication.factor": copies,
    "transaction.state.log.min.isr": inSync,
    "transaction.state.log.replication.factor": copies,
  };
}

/** The pods: how many of which kind, on which volumes. More brokers in the spec are more pods; Strimzi refuses fewer while they hold partitions. */
export const nodePools = (context: EnvironmentContext, component: Component): readonly KubernetesObject[] =>
  poolsOf(context.environment).map((pool) => nodePool(context, component, pool));

function nodePool(context: EnvironmentContext, component: Component, pool: Pool): KubernetesObject {
  const cluster = kafkaClusterOf(context.platform.name);
  const metadata = componentMetadata(context, component, pool.name);
  const heap = `${Math.floor(pool.container.memoryLimit / MEBIBYTE / 2)}m`;
  const labels = { [KAFKA_CLUSTER_LABEL]: cluster, [KAFKA_POOL_LABEL]: pool.name };
  return customObject<NodePoolSpec>(NODE_POOL_KIND, {
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, [KAFKA_CLUSTER_LABEL]: cluster },
      annotations: { [KAFKA_NODE_IDS_ANNOTATION]: pool.nodeIds },
    },
    spec: {
      replicas: pool.replicas,
      roles: pool.roles,
      storage: {
        type: "jbod",
        volumes: [
          {
            id: 0,
            type: "persistent-claim",
            class: STORAGE_CLASS,
            size: formatMemory(pool.storage),
            deleteClaim: false,
            kraftMetadata: "shared",
          },
        ],
      },
      resources: resources(pool.container),
      // The same at the start as at the most: what is left is the page cache, from which consumers read.
      jvmOptions: { "-Xms": heap, "-Xmx": heap },
      template: {
        pod: podTemplate({
          ...scheduling(context, KAFKA, "critical", labels),
          terminationGracePeriodSeconds: BROKER_SHUTDOWN,
        }),
      },
    },
  });
}
