import { describe, expect, test } from "vitest";
import { cloudnativePg } from "../src/catalog/metrics/cloudnative-pg.ts";
import { type Exporter, TARGET_LABELS, targets } from "../src/catalog/metrics/exporter.ts";
import { kafka } from "../src/catalog/metrics/kafka.ts";
import { kafkaExporter } from "../src/catalog/metrics/kafka-exporter.ts";
import { kubeStateMetrics } from "../src/catalog/metrics/kube-state-metrics.ts";
import { postgresExporter } from "../src/catalog/metrics/postgres-exporter.ts";
import { service } from "../src/catalog/metrics/service.ts";
import { readQuery } from "./promql.ts";

function ask(query: string, major = 17) {
  const exporters: readonly Exporter[] = [
    postgresExporter(major),
    cloudnativePg,
    kafka,
    kafkaExporter,
    kubeStateMetrics,
    service,
    targets,
  ];
  return readQuery(query, (metric) => {
    const found = exporters.find(({ metrics }) => Object.hasOwn(metrics, metric));
    return found && new Set([...TARGET_LABELS, ...found.labels, ...(found.metrics[metric] ?? [])]);
  });
}

const problems = (query: string, major?: number) => ask(query, major).problems;
const labels = (query: string) => [...ask(query).labels].toSorted();

describe("FF52: what broke others", () => {
  test("postgres_exporter's own mixin asks for a metric that has another name", () => {
    expect(problems("pg_replication_lag > 3600")).toEqual(["no metric pg_replication_lag"]);
    expect(problems("pg_replication_lag_seconds > 3600")).toEqual([]);
  });

  test("PostgreSQL 17 has no checkpoints in pg_stat_bgwriter", () => {
    const query = "rate(pg_stat_bgwriter_checkpoints_req_total[5m])";
    expect(problems(query, 17)).toEqual(["no metric pg_stat_bgwriter_checkpoints_req_total"]);
    expect(problems(query, 16)).toEqual([]);
    expect(problems("rate(pg_stat_checkpointer_num_requested_total[5m])", 16)).not.toEqual([]);
  });

  test("replication slots were renamed in 0.20", () => {
    expect(problems("pg_replication_slot_slot_is_active == 0")).toHaveLength(1);
    expect(problems("pg_replication_slots_slot_is_active == 0")).toEqual([]);
  });

  test("names of Strimzi's Metrics Reporter are not those of the JMX exporter", () => {
    expect(problems("rate(kafka_server_brokertopicmetrics_bytesinpersec_total[5m])")).toHaveLength(1);
    expect(problems("rate(kafka_server_brokertopicmetrics_bytesin_total[5m])")).toEqual([]);
  });

  test("CloudNativePG's metrics and those of Strimzi's operator that are gone", () => {
    expect(problems("pg_replication_streaming_replicas")).toHaveLength(1);
    expect(problems("strimzi_resource_state == 0")).toHaveLength(1);
    expect(problems("cnpg_pg_replication_streaming_replicas == 0")).toEqual([]);
  });
});

describe("labels are followed from the series to the result", () => {
  test("a label that no series has is found wherever it is asked for", () => {
    expect(problems('up{shard="0"}')).toEqual(["up has no label shard"]);
    expect(problems("sum by (route) (rate(http_server_request_duration_seconds_count[5m]))")).toHaveLength(1);
    expect(problems("sum without (topic) (up)")).toHaveLength(1);
    expect(problems("sum by (pod) (sum by (job) (up))")).toEqual(["sum (sum by (job) (up)) has no label pod"]);
    expect(problems("pg_up / on (topic) up")).toHaveLength(2);
    expect(problems("up * on (job) group_left (topic) pg_up")).toEqual(["pg_up has no label topic"]);
    expect(problems('label_replace(up, "a", "$1", "topic", "(.*)")')).toHaveLength(1);
    expect(problems("histogram_quantile(0.9, rate(http_server_request_duration_seconds_count[5m]))")).toHaveLength(1);
    expect(problems("topk by (topic) (3, up)")).toHaveLength(1);
  });

  test("the result has what is left of them", () => {
    expect(labels("sum by (job, environment) (up)")).toEqual(["environment", "job"]);
    expect(labels("sum(up)")).toEqual([]);
    expect(labels("sum(up) without (pod, instance, endpoint, container)")).toEqual([
      "database",
      "environment",
      "job",
      "namespace",
      "node",
      "service",
    ]);
    expect(labels("sum by (job) (up) / on (job) group_left () sum by (job) (pg_up)")).toEqual(["job"]);
    expect(labels("sum by (job) (up) * on (job) group_left (database) pg_up")).toEqual(["database", "job"]);
    expect(labels("sum by (job, pod) (up) / on (job) sum by (job) (pg_up)")).toEqual(["job"]);
    expect(labels("sum by (job, pod) (up) / ignoring (pod) sum by (job) (pg_up)")).toEqual(["job"]);
    expect(labels("sum by (job) (up) or sum by (pod) (up)")).toEqual(["job", "pod"]);
    expect(labels("sum by (job) (up) unless on (job) sum by (pod, job) (up)")).toEqual(["job"]);
    expect(labels("time() - max by (pod) (up)")).toEqual(["pod"]);
    expect(labels("Inf * (sum by (job) (up))")).toEqual(["job"]);
    expect(labels('absent(up{job="a", pod=~"b"})')).toEqual(["job"]);
    expect(labels('label_replace(sum by (job) (up), "topic", "a", "", "")')).toEqual(["job", "topic"]);
    expect(labels('count_values by (job) ("value", up)')).toEqual(["job", "value"]);
    expect(labels("max_over_time(sum by (job) (up)[1h:5m])")).toEqual(["job"]);
    expect(labels("-(sum by (job) (up offset 5m))")).toEqual(["job"]);
    expect(labels("vector(1)")).toEqual([]);
  });

  test("what is no query, and what has no name", () => {
    expect(problems("sum by (job (up)")).not.toEqual([]);
    expect(problems("up > 1 +")).not.toEqual([]);
    expect(problems('{job="a"}')).toEqual(['no name: {job="a"}']);
  });
});
