import {
  ELASTICSEARCH_PORT,
  ELASTICSEARCH_TRANSPORT_PORT,
  elasticsearchLabels,
  kibanaLabels,
} from "../catalog/elastic.ts";
import {
  CNPG_CLUSTER_LABEL,
  CNPG_METRICS,
  CNPG_POD_ROLE_LABEL,
  CNPG_POOLER_LABEL,
  CNPG_STATUS_PORT,
  DATABASE_PORT,
} from "../catalog/postgresql.ts";
import { ALERTMANAGER_MESH_PORT, ALERTMANAGER_PORT, PROMETHEUS_PORT, SHARD_LABEL } from "../catalog/prometheus.ts";
import type { KubernetesObject } from "../resources/desired.ts";
import { kafkaOperands, nodePoolOperands } from "./kafka-operands.ts";
import type { PodPort, PodSet } from "./pods.ts";

type Operand = (object: KubernetesObject) => readonly PodSet[];

/** One workload under the object's name, with the labels that its template has too. */
const workload =
  (labelsOf: (name: string) => PodSet["labels"], ports: readonly PodPort[]): Operand =>
  ({ metadata: { name, namespace = "default" }, spec }) => {
    const { podMetadata, inheritedMetadata, podTemplate } = (spec ?? {}) as {
      podMetadata?: { labels?: PodSet["labels"] };
      inheritedMetadata?: { labels?: PodSet["labels"] };
      podTemplate?: { metadata?: { labels?: PodSet["labels"] } };
    };
    const labels = {
      ...inheritedMetadata?.labels,
      ...podMetadata?.labels,
      ...podTemplate?.metadata?.labels,
      ...labelsOf(name),
    };
    return [{ name, namespace, labels, ports, usesHostNetwork: false }];
  };

/** Labels that the Prometheus Operator puts on pods. @see operator 0.93, pkg/prometheus/server/statefulset.go, read 2026-11-23 */
const operated = (kind: string) => (name: string) => ({
  "app.kubernetes.io/instance": name,
  "app.kubernetes.io/managed-by": "prometheus-operator",
  "app.kubernetes.io/name": kind,
  "operator.prometheus.io/name": name,
  [SHARD_LABEL]: "0",
  [kind]: name,
});

/**
 * The pods that operators make of custom resources, with the labels and ports that they give them, by kind. Read in the
 * operators' sources on 2026-11-23; `src/catalog/` has the places.
 */
const OPERANDS: Readonly<Record<string, Operand>> = {
  Alertmanager: workload(operated("alertmanager"), [ALERTMANAGER_PORT, { port: ALERTMANAGER_MESH_PORT }]),
  Cluster: workload(
    (name) => ({ [CNPG_CLUSTER_LABEL]: name, [CNPG_POD_ROLE_LABEL]: "instance" }),
    [{ port: DATABASE_PORT }, { port: CNPG_STATUS_PORT }, CNPG_METRICS],
  ),
  Elasticsearch: workload(
    (name) => ({ ...elasticsearchLabels(name), "common.k8s.elastic.co/type": "elasticsearch" }),
    [{ port: ELASTICSEARCH_PORT }, { port: ELASTICSEARCH_TRANSPORT_PORT }],
  ),
  Kafka: kafkaOperands,
  KafkaNodePool: nodePoolOperands,
  Kibana: workload((name) => ({ ...kibanaLabels(name), "common.k8s.elastic.co/type": "kibana" }), [{ port: 5601 }]),
  // The pooler's pods carry the label of their cluster too.
  Pooler: (object) => {
    const { cluster } = (object.spec ?? {}) as { cluster?: { name?: string } };
    const labelsOf = (name: string) => ({
      [CNPG_CLUSTER_LABEL]: cluster?.name ?? "",
      [CNPG_POD_ROLE_LABEL]: "pooler",
      [CNPG_POOLER_LABEL]: name,
    });
    return workload(labelsOf, [{ port: DATABASE_PORT }])(object);
  },
  Prometheus: workload(operated("prometheus"), [PROMETHEUS_PORT]),
};

/** Pods behind a custom resource; none for kinds that make none. */
export const operandsOf = (object: KubernetesObject): readonly PodSet[] => OPERANDS[object.kind]?.(object) ?? [];
