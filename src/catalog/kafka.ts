/**
 * What Strimzi runs for a Kafka cluster: versions, and the labels and ports of its pods. Read 2026-11-23 in Strimzi 1.2:
 * kafka-versions.yaml, ResourceLabels.java, Labels.java, KafkaResources.java, KafkaCluster.java, MetricsModel.java.
 *
 * @see https://github.com/strimzi/strimzi-kafka-operator
 */

/** The default of Strimzi 1.2, the first that has it. */
export const KAFKA_VERSION = "4.3.1";

/** The format of what controllers agree on. It never goes back, so it follows the version only once that has proved itself. */
export const KAFKA_METADATA_VERSION = "4.3-IV0";

/** Ports of Kafka's pods. Those below 9093 belong to Strimzi. */
export const KAFKA_PORTS = {
  /** Of controllers: for brokers, each other, and the cluster operator. */
  controlPlane: 9090,
  /** Of brokers: for each other, the entity operator, the exporter and the cluster operator. */
  replication: 9091,
  /** Of brokers: for services, by TLS with a certificate on both sides. */
  clients: 9093,
  /** Tells the cluster operator how a broker or controller is. */
  agent: 8443,
} as const;

/** Where brokers, controllers and Kafka Exporter serve metrics. */
export const KAFKA_METRICS_PORT = { name: "tcp-prometheus", port: 9404 } as const;

/** Says to which cluster a pod, a node pool, a topic or a user belongs. */
export const KAFKA_CLUSTER_LABEL = "strimzi.io/cluster";

/** Nodes scale over pools; this says in which one a pod is. */
export const KAFKA_POOL_LABEL = "strimzi.io/pool-name";

/** Node IDs, and so pod names, that a pool draws from; without it a fourth broker comes after the controllers. */
export const KAFKA_NODE_IDS_ANNOTATION = "strimzi.io/next-node-ids";

/** Labels of Strimzi's cluster operator. */
export const CLUSTER_OPERATOR_LABELS = { "strimzi.io/kind": "cluster-operator" } as const;

const labelsOf =
  (component: string) =>
  (cluster: string): Readonly<Record<string, string>> => ({
    [KAFKA_CLUSTER_LABEL]: cluster,
    "strimzi.io/name": `${cluster}-${component}`,
  });

/** Labels of brokers and controllers. */
export const kafkaNodeLabels = labelsOf("kafka");

/** Labels of the operators of topics and users, which share a pod. */
export const entityOperatorLabels = labelsOf("entity-operator");

export const kafkaExporterLabels = labelsOf("kafka-exporter");

/** Say of a pod whether it has the role, `true` or `false`. */
export const KAFKA_ROLE_LABELS = {
  broker: "strimzi.io/broker-role",
  controller: "strimzi.io/controller-role",
} as const;

/** Labels of the pods that have a role, be it their only one or not. */
export const kafkaRoleLabels = (
  cluster: string,
  role: keyof typeof KAFKA_ROLE_LABELS,
): Readonly<Record<string, string>> => ({ [KAFKA_CLUSTER_LABEL]: cluster, [KAFKA_ROLE_LABELS[role]]: "true" });

/**
 * What names in the namespace start with that Strimzi gives to its own objects, behind the name of the cluster and a
 * dash: `broker` and `controller` are the pools, whose pods each have a ConfigMap and a Secret of their name.
 */
export const STRIMZI_NAMES = [
  "broker",
  "clients",
  "cluster",
  "controller",
  "entity",
  "kafka",
  "network-policy",
  "trustbundle",
] as const;
