import { type Exporter, TARGET_LABELS, targets } from "../../src/catalog/metrics/exporter.ts";
import { fluentd } from "../../src/catalog/metrics/fluentd.ts";
import { kafka } from "../../src/catalog/metrics/kafka.ts";
import { kafkaExporter } from "../../src/catalog/metrics/kafka-exporter.ts";
import { kubeStateMetrics } from "../../src/catalog/metrics/kube-state-metrics.ts";
import { kubelet } from "../../src/catalog/metrics/kubelet.ts";
import { nodeExporter } from "../../src/catalog/metrics/node-exporter.ts";
import { postgresExporter } from "../../src/catalog/metrics/postgres-exporter.ts";
import { alertmanager, prometheus } from "../../src/catalog/metrics/prometheus.ts";
import { REQUEST_DURATION, service as serviceExporter } from "../../src/catalog/metrics/service.ts";
import type { Environment, Platform, Service } from "../../src/model/platform.ts";
import { databaseBackupOf, databaseOf, kafkaClusterOf, restoreDrillOf } from "../../src/naming/names.ts";
import { isAutoscaled } from "../../src/resources/kubernetes/horizontal-pod-autoscaler.ts";

type Labels = Readonly<Record<string, string>>;

/** A series and its value so many seconds after the start. */
export interface Series {
  readonly name: string;
  readonly labels: Labels;
  readonly at: (seconds: number) => number;
}

/** Seconds between samples. */
export const STEP = 30;

const steady = (value: number) => () => value;
const waves = (value: number) => (seconds: number) => value * (1 + 0.3 * Math.sin(seconds / 700 + value));
const rising = (perSecond: number) => (seconds: number) =>
  perSecond * (seconds + 60 * Math.sin(seconds / 500 + perSecond));
/** Once, late: what a counter of rare things does. */
const once = (seconds: number) => (seconds > 5000 ? 1 : 0);

const NODES = ["ip-10-30-1-11", "ip-10-30-2-22", "ip-10-30-3-33"];
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const ROUTES = [
  { http_request_method: "GET", http_route: "/items/{id}" },
  { http_request_method: "POST", http_route: "/items" },
];

/**
 * What the exporters would say of an environment in which a little is wrong: an alert fires, requests fail, a replica is
 * missing, a target is down. Each series is refused that its exporter's catalogue does not have, with exactly its labels,
 * so a query that finds data here asks for what there is.
 *
 * @param start seconds since 1970
 */
export function syntheticSeries(platform: Platform, environment: Environment, start: number): readonly Series[] {
  const all: Series[] = [];
  const from = (exporter: Exporter, job: string, target: Labels = {}) => {
    const common = { environment: environment.name, job, ...target };
    return (name: string, at: Series["at"], labels: Labels = {}) => {
      const known = exporter.metrics[name];
      if (known === undefined) throw new Error(`the catalogue has no ${name}`);
      const allowed = [...TARGET_LABELS, ...exporter.labels, ...known];
      const unknown = Object.keys({ ...common, ...labels }).filter((label) => !allowed.includes(label));
      if (unknown.length > 0) throw new Error(`${name} has no ${unknown}`);
      all.push({ name, labels: { ...common, ...labels }, at });
    };
  };
  const up = (job: string, target: Labels, at = steady(1)) =>
    from(targets, job, { instance: "10.30.1.7:9090", ...target })("up", at);

  for (const service of environment.services) {
    if (service.metrics) requests(service);
    workload(service);
    if (service.database) database(service);
  }
  cluster();
  if (environment.kafka) brokers();
  if (environment.logging) logs();
  return all;

  function requests({ name, slo }: Service) {
    const pod = {
      service: name,
      namespace: environment.namespace,
      pod: podOf(name),
      container: name,
      endpoint: "http",
    };
    up(name, pod);
    const say = from(serviceExporter, name, pod);
    const bounds = [...BUCKETS, ...(slo?.latency ? [slo.latency.under / 1000] : [])];
    for (const route of ROUTES) {
      for (const [status, perSecond] of [
        ["200", 12],
        ["404", 0.4],
        ["500", 0.004],
      ] as const) {
        const labels = { ...route, http_response_status_code: status };
        for (const bound of new Set(bounds)) {
          const share = 1 - Math.exp(-bound / 0.06);
          say(`${REQUEST_DURATION}_bucket`, rising(perSecond * share), { ...labels, le: String(bound) });
        }
        say(`${REQUEST_DURATION}_bucket`, rising(perSecond), { ...labels, le: "+Inf" });
        say(`${REQUEST_DURATION}_count`, rising(perSecond), labels);
        say(`${REQUEST_DURATION}_sum`, rising(perSecond * 0.06), labels);
      }
    }
  }

  function workload(service: Service) {
    const { name, scale, resources } = service;
    const { namespace } = environment;
    const container = { namespace, pod: podOf(name), container: name };
    const kube = from(kubeStateMetrics, "kube-state-metrics", { namespace });
    kube("kube_deployment_spec_replicas", steady(scale.min), { deployment: name });
    kube("kube_deployment_status_replicas_available", steady(scale.min - 1), { deployment: name });
    kube("kube_pod_container_status_restarts_total", once, container);
    for (const [resource, value] of [
      ["cpu", resources.cpu / 1000],
      ["memory", resources.memory],
    ] as const) {
      kube("kube_pod_container_resource_requests", steady(value), { ...container, resource });
      kube("kube_pod_container_resource_limits", steady(2 * value), { ...container, resource });
    }
    if (isAutoscaled(service)) {
      const autoscaler = { horizontalpodautoscaler: name };
      kube("kube_horizontalpodautoscaler_spec_min_replicas", steady(scale.min), autoscaler);
      kube("kube_horizontalpodautoscaler_spec_max_replicas", steady(scale.max), autoscaler);
      kube("kube_horizontalpodautoscaler_status_current_replicas", steady(scale.min), autoscaler);
      kube("kube_horizontalpodautoscaler_status_desired_replicas", steady(scale.min), autoscaler);
    }
    const cadvisor = from(kubelet, "kubelet", { node: NODES[0] ?? "", metrics_path: "/metrics/cadvisor" });
    cadvisor("container_cpu_usage_seconds_total", rising((0.4 * resources.cpu) / 1000), container);
    if (resources.cpuLimit !== "none") {
      cadvisor("container_cpu_cfs_periods_total", rising(10), container);
      cadvisor("container_cpu_cfs_throttled_periods_total", rising(0.2), container);
    }
    cadvisor("container_memory_working_set_bytes", waves(0.6 * resources.memory), container);
    // The network is the pod's, not a container's.
    const { container: _none, ...pod } = container;
    cadvisor("container_network_receive_bytes_total", rising(40_000), { ...pod, interface: "eth0" });
    cadvisor("container_network_transmit_bytes_total", rising(60_000), { ...pod, interface: "eth0" });
  }

  function database({ name, database: declared }: Service) {
    const engine = environment.database;
    if (engine === undefined || declared === undefined) return;
    const { namespace } = environment;
    const target = { database: name, namespace };
    up("postgresql", target);
    const say = from(postgresExporter(Number(engine.version)), "postgresql", target);
    say("pg_up", steady(1));
    say("pg_settings_max_connections", steady(200));
    for (const state of ["active", "idle", "idle in transaction"]) {
      say("pg_stat_activity_count", waves(7), { datname: "app", state, usename: "app" });
      say("pg_stat_activity_max_tx_duration", waves(3), { datname: "app", state, usename: "app" });
    }
    for (const mode of ["accesssharelock", "rowexclusivelock"])
      say("pg_locks_count", waves(5), { datname: "app", mode });
    const own = { datid: "16384", datname: "app" };
    for (const [metric, perSecond] of [
      ["blks_hit", 900],
      ["blks_read", 9],
      ["deadlocks", 0.001],
      ["temp_bytes", 2000],
      ["tup_deleted", 1],
      ["tup_fetched", 400],
      ["tup_inserted", 30],
      ["tup_updated", 20],
      ["xact_commit", 50],
      ["xact_rollback", 0.5],
    ] as const) {
      say(`pg_stat_database_${metric}`, rising(perSecond), own);
    }
    say("pg_database_size_bytes", waves(6e9), { datname: "app" });
    say("pg_wal_size_bytes", waves(1e9));
    say("pg_stat_user_tables_n_dead_tup", waves(4000), { datname: "app", schemaname: "public", relname: "items" });
    if (declared.readReplicas > 0 || engine.engine === "cnpg") {
      const standby = { application_name: "standby", client_addr: "10.30.2.8", state: "streaming", slot_name: "s" };
      say("pg_stat_replication_pg_wal_lsn_diff", waves(80_000), standby);
    }
    const claim = { rds: undefined, cnpg: `${databaseOf(name)}-1`, statefulset: `data-${databaseOf(name)}-0` }[
      engine.engine
    ];
    if (claim) volume(claim, namespace, 0.4);
    const jobs = from(kubeStateMetrics, "kube-state-metrics", { namespace });
    const DAY = 86_400;
    jobs("kube_cronjob_status_last_successful_time", steady(start - DAY / 3), { cronjob: databaseBackupOf(name) });
    jobs("kube_cronjob_status_last_successful_time", steady(start - 4 * DAY), { cronjob: restoreDrillOf(name) });
  }

  function volume(persistentvolumeclaim: string, namespace: string, free: number) {
    const say = from(kubelet, "kubelet", { node: NODES[0] ?? "", namespace, metrics_path: "/metrics" });
    say("kubelet_volume_stats_capacity_bytes", steady(1e11), { persistentvolumeclaim });
    say("kubelet_volume_stats_available_bytes", waves(free * 1e11), { persistentvolumeclaim });
  }

  function cluster() {
    up("kube-state-metrics", {});
    up("node-exporter", { node: NODES[2] ?? "", instance: "10.30.3.33:9100" }, steady(0));
    const kube = from(kubeStateMetrics, "kube-state-metrics");
    for (const node of NODES) {
      kube("kube_node_status_condition", steady(1), { node, condition: "Ready", status: "true" });
      kube("kube_node_status_allocatable", steady(4), { node, resource: "cpu", unit: "core" });
      kube("kube_node_status_allocatable", steady(15e9), { node, resource: "memory", unit: "byte" });
      const say = from(nodeExporter, "node-exporter", { node, instance: `${node}:9100` });
      for (const [mode, perSecond] of [
        ["idle", 0.7],
        ["user", 0.25],
        ["system", 0.05],
      ] as const) {
        say("node_cpu_seconds_total", rising(perSecond), { cpu: "0", mode });
      }
      say("node_memory_MemTotal_bytes", steady(16e9));
      say("node_memory_MemAvailable_bytes", waves(7e9));
      const root = { device: "/dev/nvme0n1p1", device_error: "", fstype: "xfs", mountpoint: "/" };
      say("node_filesystem_size_bytes", steady(80e9), root);
      say("node_filesystem_avail_bytes", waves(40e9), root);
      for (const resource of ["cpu", "memory", "io"])
        say(`node_pressure_${resource}_waiting_seconds_total`, rising(0.02));
      for (const device of ["lo", "ens5"]) {
        say("node_network_receive_bytes_total", rising(2e6), { device });
        say("node_network_transmit_bytes_total", rising(3e6), { device });
      }
      say("node_vmstat_oom_kill", once);
    }
    for (const phase of ["Running", "Pending"]) {
      kube("kube_pod_status_phase", steady(phase === "Running" ? 1 : 0), {
        namespace: environment.namespace,
        pod: "p",
        phase,
      });
    }
    for (const resource of ["requests.cpu", "requests.memory"]) {
      const quota = { namespace: environment.namespace, resourcequota: "platform", resource };
      kube("kube_resourcequota", steady(100), { ...quota, type: "hard" });
      kube("kube_resourcequota", steady(71), { ...quota, type: "used" });
    }
    const own = from(prometheus, "prometheus", { pod: "prometheus-prometheus-0", namespace: "observability" });
    own("prometheus_tsdb_head_series", waves(90_000));
    own("prometheus_rule_evaluation_failures_total", steady(0), { rule_group: "slo" });
    own("prometheus_notifications_errors_total", steady(0), { alertmanager: "http://alertmanager:9093" });
    from(alertmanager, "alertmanager")("alertmanager_notifications_failed_total", steady(0), {
      integration: "slack",
      reason: "other",
    });
    for (const { name, owner } of environment.services) {
      for (const severity of ["critical", "warning"]) {
        const alert = { alertname: "ReplicasMissing", alertstate: "firing", severity, owner, service: name };
        from(prometheus, "kube-state-metrics")("ALERTS", steady(1), alert);
      }
    }
  }

  function brokers() {
    const { namespace, kafka: declared } = environment;
    const name = kafkaClusterOf(platform.name);
    const exporter = from(kafkaExporter, "kafka-exporter", { namespace });
    exporter("kafka_brokers", steady(declared?.brokers ?? 0));
    for (const consumergroup of new Set(
      environment.services.flatMap(({ consumes }) => consumes.map(({ group }) => group)),
    )) {
      exporter("kafka_consumergroup_members", steady(3), { consumergroup });
    }
    for (const topic of environment.topics) {
      exporter("kafka_topic_partitions", steady(topic.partitions), { topic: topic.name });
      const partition = { topic: topic.name, partition: "0" };
      exporter("kafka_topic_partition_current_offset", rising(9), partition);
      exporter("kafka_topic_partition_oldest_offset", steady(0), partition);
      exporter("kafka_topic_partition_under_replicated_partition", steady(0), partition);
      for (const { consumes } of environment.services) {
        for (const { group } of consumes.filter((one) => one.topic === topic.name)) {
          exporter("kafka_consumergroup_lag", waves(120), { ...partition, consumergroup: group });
        }
      }
    }
    for (let id = 0; id < (declared?.brokers ?? 0); id++) {
      const pod = `${name}-broker-${id}`;
      const say = from(kafka, "kafka", { namespace, pod, kubernetes_pod_name: pod, strimzi_io_cluster: name });
      say("kafka_controller_kafkacontroller_activecontrollercount", steady(id === 0 ? 1 : 0));
      say("kafka_controller_kafkacontroller_offlinepartitionscount", steady(0));
      say("kafka_server_replicamanager_underreplicatedpartitions", steady(0));
      say("kafka_server_replicamanager_underminisrpartitioncount", steady(0));
      say("kafka_server_replicamanager_leadercount", steady(14 + id));
      say("kafka_server_kafkarequesthandlerpool_requesthandleravgidle_percent", waves(0.7));
      for (const topic of environment.topics) {
        say("kafka_server_brokertopicmetrics_bytesin_total", rising(9000), { topic: topic.name });
        say("kafka_server_brokertopicmetrics_bytesout_total", rising(20_000), { topic: topic.name });
      }
      volume(`data-0-${pod}`, namespace, 0.6);
    }
  }

  function logs() {
    for (const node of NODES) {
      const say = from(fluentd, "fluentd", { node, namespace: "node-agents" });
      const output = { plugin_id: "elasticsearch", type: "elasticsearch" };
      say("fluentd_output_status_emit_records", rising(140), output);
      say("fluentd_output_status_buffer_available_space_ratio", waves(70), output);
      say("fluentd_output_status_buffer_total_bytes", waves(2e6), output);
      say("fluentd_output_status_num_errors", steady(0), output);
      say("fluentd_output_status_retry_count", steady(0), output);
    }
  }
}

const podOf = (name: string) => `${name}-7d9c5b6f48-x2k4p`;
