import {
  entityOperatorLabels,
  KAFKA_CLUSTER_LABEL,
  KAFKA_METRICS_PORT,
  KAFKA_POOL_LABEL,
  KAFKA_PORTS,
  KAFKA_ROLE_LABELS,
  kafkaExporterLabels,
  kafkaNodeLabels,
} from "../catalog/kafka.ts";
import type { KubernetesObject } from "../resources/desired.ts";
import type { PodSet } from "./pods.ts";

/** What stands beside the brokers. */
export function kafkaOperands({ metadata: { name, namespace = "default" } }: KubernetesObject): readonly PodSet[] {
  const podSet = (component: string, labels: PodSet["labels"], ports: PodSet["ports"]): PodSet => ({
    name: `${name}-${component}`,
    namespace,
    labels,
    ports,
    usesHostNetwork: false,
  });
  return [
    podSet("entity-operator", entityOperatorLabels(name), []),
    podSet("kafka-exporter", kafkaExporterLabels(name), [KAFKA_METRICS_PORT]),
  ];
}

/** The pods of a pool: ports of the control plane are the controllers', those for clients the brokers'. */
export function nodePoolOperands({ metadata, spec }: KubernetesObject): readonly PodSet[] {
  const cluster = metadata.labels?.[KAFKA_CLUSTER_LABEL];
  const { roles = [] } = (spec ?? {}) as { roles?: readonly string[] };
  if (cluster === undefined) return [];
  const has = { broker: roles.includes("broker"), controller: roles.includes("controller") };
  return [
    {
      name: `${cluster}-${metadata.name}`,
      namespace: metadata.namespace ?? "default",
      labels: {
        ...kafkaNodeLabels(cluster),
        [KAFKA_POOL_LABEL]: metadata.name,
        [KAFKA_ROLE_LABELS.broker]: String(has.broker),
        [KAFKA_ROLE_LABELS.controller]: String(has.controller),
      },
      ports: [
        { port: KAFKA_PORTS.agent },
        ...(has.controller ? [{ port: KAFKA_PORTS.controlPlane }] : []),
        ...(has.broker ? [{ port: KAFKA_PORTS.replication }, { port: KAFKA_PORTS.clients }] : []),
        KAFKA_METRICS_PORT,
      ],
      usesHostNetwork: false,
    },
  ];
}
