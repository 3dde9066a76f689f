import { cloudnativePg } from "../src/catalog/metrics/cloudnative-pg.ts";
import { elasticsearch } from "../src/catalog/metrics/elasticsearch.ts";
import { type Exporter, TARGET_LABELS, targets } from "../src/catalog/metrics/exporter.ts";
import { fluentd } from "../src/catalog/metrics/fluentd.ts";
import { kafka } from "../src/catalog/metrics/kafka.ts";
import { kafkaExporter } from "../src/catalog/metrics/kafka-exporter.ts";
import { kubeStateMetrics } from "../src/catalog/metrics/kube-state-metrics.ts";
import { kubelet } from "../src/catalog/metrics/kubelet.ts";
import { nodeExporter } from "../src/catalog/metrics/node-exporter.ts";
import { certManager, clusterAutoscaler, externalSecrets, strimzi } from "../src/catalog/metrics/operators.ts";
import { postgresExporter } from "../src/catalog/metrics/postgres-exporter.ts";
import { alertmanager, grafana, prometheus, prometheusOperator } from "../src/catalog/metrics/prometheus.ts";
import { service } from "../src/catalog/metrics/service.ts";
import type { CompiledEnvironment } from "../src/emitters/emitter.ts";
import type { Environment } from "../src/model/platform.ts";
import { type LabelsOf, readQuery } from "./promql.ts";

interface Rule {
  readonly record?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** What the rules of any environment record, by the names of the series. */
export const recordingsOf = (environments: readonly CompiledEnvironment[]): ReadonlyMap<string, readonly Rule[]> =>
  Map.groupBy(
    environments
      .flatMap(({ units }) => units.flatMap(({ objects }) => objects))
      .filter(({ kind }) => kind === "PrometheusRule")
      .flatMap(({ spec }) => (spec as { groups: readonly { rules: readonly Rule[] }[] }).groups)
      .flatMap(({ rules }) => rules.filter(({ record }) => record !== undefined)),
    ({ record = "" }) => record,
  );

/** The labels of all that an environment's exporters say, and of what is recorded from it. */
export function labelsOfCatalogue({ database }: Environment, recorded: ReadonlyMap<string, readonly Rule[]>): LabelsOf {
  const known = new Map<string, ReadonlySet<string>>();
  for (const { labels, metrics } of exporters(Number(database?.version ?? 18))) {
    for (const [metric, own] of Object.entries(metrics)) {
      known.set(metric, new Set([...TARGET_LABELS, ...labels, ...own]));
    }
  }
  const labelsOf: LabelsOf = (metric) => {
    const found = known.get(metric);
    if (found) return found;
    const rules = recorded.get(metric);
    if (rules === undefined) return undefined;
    const labels = new Set(
      rules.flatMap((rule) => [...readQuery(rule.expr, labelsOf).labels, ...Object.keys(rule.labels ?? {})]),
    );
    known.set(metric, labels);
    return labels;
  };
  return labelsOf;
}

const exporters = (postgresql: number): readonly Exporter[] => [
  alertmanager,
  certManager,
  cloudnativePg,
  clusterAutoscaler,
  elasticsearch,
  externalSecrets,
  fluentd,
  grafana,
  kafka,
  kafkaExporter,
  kubeStateMetrics,
  kubelet,
  nodeExporter,
  postgresExporter(postgresql),
  prometheus,
  prometheusOperator,
  service,
  strimzi,
  targets,
];
