import { type Exporter, histogram } from "./exporter.ts";

const ALERTMANAGER = ["alertmanager"];
const RULE_GROUP = ["rule_group"];

/** What Prometheus says of itself. */
export const prometheus: Exporter = {
  source:
    "Prometheus 3, rules/manager.go, notifier/metric.go, tsdb/db.go, https://github.com/prometheus/prometheus, read 2026-11-23",
  labels: [],
  metrics: {
    // Written by the rules manager for every alert; further labels are those of the alert.
    ALERTS: ["alertname", "alertstate", "owner", "service", "severity"],
    prometheus_config_last_reload_successful: [],
    prometheus_notifications_alertmanagers_discovered: [],
    prometheus_notifications_dropped_total: ALERTMANAGER,
    prometheus_notifications_errors_total: ALERTMANAGER,
    prometheus_notifications_sent_total: ALERTMANAGER,
    prometheus_rule_evaluation_failures_total: RULE_GROUP,
    prometheus_rule_group_interval_seconds: RULE_GROUP,
    prometheus_rule_group_iterations_missed_total: RULE_GROUP,
    prometheus_rule_group_last_duration_seconds: RULE_GROUP,
    prometheus_target_scrapes_exceeded_sample_limit_total: [],
    prometheus_tsdb_compactions_failed_total: [],
    prometheus_tsdb_head_samples_appended_total: ["type"],
    prometheus_tsdb_head_series: [],
    prometheus_tsdb_reloads_failures_total: [],
    prometheus_tsdb_storage_blocks_bytes: [],
    prometheus_tsdb_wal_corruptions_total: [],
  },
};

const INTEGRATION = ["integration"];

/** What Alertmanager says of itself. */
export const alertmanager: Exporter = {
  source:
    "Alertmanager 0.28 and later, notify/notify.go, cluster/cluster.go, https://github.com/prometheus/alertmanager, read 2026-11-23",
  labels: [],
  metrics: {
    alertmanager_alerts: ["state"],
    alertmanager_cluster_members: [],
    alertmanager_config_last_reload_successful: [],
    alertmanager_notifications_failed_total: [...INTEGRATION, "reason"],
    alertmanager_notifications_total: INTEGRATION,
  },
};

/** What the Prometheus Operator says of itself. */
export const prometheusOperator: Exporter = {
  source:
    "Prometheus Operator 0.93, pkg/operator/operator.go, https://github.com/prometheus-operator/prometheus-operator, read 2026-11-23",
  labels: [],
  metrics: {
    prometheus_operator_reconcile_errors_total: ["controller"],
    prometheus_operator_reconcile_operations_total: ["controller"],
    prometheus_operator_ready: ["controller"],
  },
};

/** What Grafana says of itself. */
export const grafana: Exporter = {
  source: "Grafana 12, pkg/middleware/request_metrics.go, https://github.com/grafana/grafana, read 2026-11-23",
  labels: [],
  metrics: histogram("grafana_http_request_duration_seconds", ["handler", "method", "status_code"]),
};
