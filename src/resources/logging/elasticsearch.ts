import type { IPersistentVolumeClaimSpec } from "kubernetes-models/v1/PersistentVolumeClaimSpec";
import type { IPodTemplateSpec } from "kubernetes-models/v1/PodTemplateSpec";
import { ServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import {
  ECK_OPERATOR,
  ELASTIC_VERSION,
  ELASTICSEARCH_PORT,
  ELASTICSEARCH_TRANSPORT_PORT,
  elasticsearchLabels,
  kibanaLabels,
  WEB_IDENTITY,
} from "../../catalog/elastic.ts";
import type { Environment } from "../../model/platform.ts";
import { selectorLabels } from "../../naming/labels.ts";
import { ELASTICSEARCH, elasticsearchUserOf, logSnapshotsRoleOf, STORAGE_CLASS } from "../../naming/names.ts";
import { formatMemory } from "../../schema/quantity.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata, componentPodLabels } from "../kubernetes/component.ts";
import { componentContainer, componentPod } from "../kubernetes/component-pod.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { customObject } from "../kubernetes/custom-object.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { componentPolicy } from "../kubernetes/network-policy.ts";
import { AWS_APIS, dns, POD_IDENTITY, pods, podsOf, tcp } from "../kubernetes/peers.ts";
import {
  elasticsearchComponent,
  exporterComponent,
  fluentdComponent,
  kibanaComponent,
  setupComponent,
} from "./components.ts";
import { elasticsearchContainerOf } from "./demands.ts";
import { ELASTICSEARCH_USERS } from "./elasticsearch-users.ts";
import { elasticPodSecurity } from "./pod-security.ts";

type Logging = NonNullable<Environment["logging"]>;

/** The fields of ECK's Elasticsearch that we use. @see crds/elasticsearch.k8s.elastic.co_elasticsearches.yaml */
interface ElasticsearchSpec {
  readonly version: string;
  readonly volumeClaimDeletePolicy: "DeleteOnScaledownOnly" | "DeleteOnScaledownAndClusterDeletion";
  readonly auth: { readonly roles: readonly SecretRef[]; readonly fileRealm: readonly SecretRef[] };
  /** Empty: none. Left out: one that lets a node go while the cluster is green. */
  readonly podDisruptionBudget?: Readonly<Record<string, never>>;
  readonly nodeSets: readonly {
    readonly name: string;
    readonly count: number;
    /** Shards and their copies in different zones, nodes evenly over them. Empty: by the usual label of nodes. */
    readonly zoneAwareness?: Readonly<Record<string, never>>;
    readonly config: Readonly<Record<string, boolean | string>>;
    readonly podTemplate: IPodTemplateSpec;
    readonly volumeClaimTemplates: readonly {
      readonly metadata: { readonly name: string };
      readonly spec: IPersistentVolumeClaimSpec;
    }[];
  }[];
}

interface SecretRef {
  readonly secretName: string;
}

/** What holds the logs: the cluster, its identity, and who may reach it. */
export const elasticsearchObjects = (context: EnvironmentContext, logging: Logging): readonly KubernetesObject[] => [
  defineObject(ServiceAccount, {
    metadata: componentMetadata(context, elasticsearchComponent(context)),
    automountServiceAccountToken: false,
  }),
  cluster(context, logging),
  policy(context),
];

/**
 * Every node does everything: the master's part is small at these sizes. TLS and the users are on by default; the image
 * is the one of the version.
 */
function cluster(context: EnvironmentContext, logging: Logging): KubernetesObject {
  const users = ELASTICSEARCH_USERS.map(({ name }) => ({ secretName: elasticsearchUserOf(name) }));
  return customObject<ElasticsearchSpec>(
    { apiVersion: "elasticsearch.k8s.elastic.co/v1", kind: "Elasticsearch" },
    {
      metadata: componentMetadata(context, elasticsearchComponent(context)),
      spec: {
        version: ELASTIC_VERSION,
        volumeClaimDeletePolicy: "DeleteOnScaledownOnly",
        auth: { roles: users, fileRealm: users },
        // The default would forbid to drain the node of a single replica, for good (FF03).
        podDisruptionBudget: logging.nodes === 1 ? {} : undefined,
        nodeSets: [
          {
            name: "default",
            count: logging.nodes,
            zoneAwareness: logging.nodes > 1 ? {} : undefined,
            // Memory-mapped files need a sysctl of the node, which only a privileged container may set.
            config: { "node.store.allow_mmap": false },
            podTemplate: podTemplate(context, logging),
            volumeClaimTemplates: [
              {
                // ECK mounts the data where a claim has this name.
                metadata: { name: "elasticsearch-data" },
                spec: {
                  accessModes: ["ReadWriteOnce"],
                  storageClassName: STORAGE_CLASS,
                  resources: { requests: { storage: formatMemory(logging.storage) } },
                },
              },
            ],
          },
        ],
      },
    },
  );
}

/**
 * ECK adds the rest: probes, the heap (half of the memory), a read-only root file system without capabilities. Its zone
 * awareness spreads the pods, so there is no spread of ours.
 */
function podTemplate(context: EnvironmentContext, logging: Logging): IPodTemplateSpec {
  const { platform, environment } = context;
  const component = elasticsearchComponent(context);
  const { resources } = componentContainer({ name: ELASTICSEARCH, resources: elasticsearchContainerOf(logging) });
  const { topologySpreadConstraints: _spread, ...pod } = componentPod(context, component, {
    priority: "high",
    isSpread: true,
    containers: [
      {
        name: ELASTICSEARCH,
        resources,
        env: [
          { name: "AWS_REGION", value: environment.aws.region },
          { name: "AWS_ROLE_ARN", value: logSnapshotsRoleOf(platform.name, environment.name, environment.aws.account) },
          { name: "AWS_ROLE_SESSION_NAME", value: ELASTICSEARCH },
          { name: "AWS_WEB_IDENTITY_TOKEN_FILE", value: `${WEB_IDENTITY.folder}/${WEB_IDENTITY.file}` },
        ],
        volumeMounts: [{ name: "aws-identity", mountPath: WEB_IDENTITY.folder, readOnly: true }],
      },
    ],
    volumes: [
      {
        name: "aws-identity",
        projected: {
          sources: [
            {
              serviceAccountToken: {
                audience: WEB_IDENTITY.audience,
                expirationSeconds: 3600,
                path: WEB_IDENTITY.file,
              },
            },
          ],
        },
      },
    ],
    // A node hands its shards over before it goes.
    terminationGracePeriodSeconds: 180,
  });
  return {
    metadata: { labels: componentPodLabels(context, component) },
    spec: { ...pod, securityContext: elasticPodSecurity },
  };
}

/** Writers, readers and the operator reach the API, nodes reach each other, and snapshots go to S3. */
function policy(context: EnvironmentContext): KubernetesObject {
  const { environment } = context;
  const labels = elasticsearchLabels(ELASTICSEARCH);
  const fluentd = fluentdComponent(context);
  const nodes = { peers: [pods(labels)], ports: [tcp(ELASTICSEARCH_TRANSPORT_PORT)] };
  return componentPolicy(
    context,
    elasticsearchComponent(context),
    {
      Ingress: [
        {
          peers: [
            podsOf(fluentd.namespace, selectorLabels(fluentd.name)),
            pods(kibanaLabels(kibanaComponent(context).name)),
            pods(selectorLabels(exporterComponent(context).name)),
            pods(selectorLabels(setupComponent(context).name)),
            podsOf(ECK_OPERATOR.namespace, ECK_OPERATOR.labels),
          ],
          ports: [tcp(ELASTICSEARCH_PORT)],
        },
        nodes,
      ],
      // The identity is a token for AWS' own service: no agent on the node has a part in it.
      Egress: [dns(environment), nodes, ...AWS_APIS.filter((peer) => peer !== POD_IDENTITY)],
    },
    labels,
  );
}
