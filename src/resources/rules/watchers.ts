import { OBSERVABILITY_NAMESPACE } from "../../naming/names.ts";
import { WATCHDOG } from "../monitoring/alert-routes.ts";
import { type Alert, constant, rising, type Series } from "./alert.ts";

const PROMETHEUS_UP = 'up{job="prometheus"}';

/** Who watches the watchers: that nothing is scraped, evaluated or sent must not look like silence. */
const EXPORTERS = ["alertmanager", "kube-state-metrics", "kubelet", "node-exporter"] as const;

const PODS = { look: "The pods.", command: `kubectl -n ${OBSERVABILITY_NAMESPACE} get pods -o wide` };
const PROMETHEUS_LOG = {
  look: "What Prometheus says.",
  command: `kubectl -n ${OBSERVABILITY_NAMESPACE} logs -l app.kubernetes.io/name=prometheus -c prometheus --tail=50 --prefix`,
};
const ALERTMANAGER_LOG = {
  look: "What Alertmanager says.",
  command: `kubectl -n ${OBSERVABILITY_NAMESPACE} logs -l app.kubernetes.io/name=alertmanager -c alertmanager --tail=50 --prefix`,
};

const exporterMissing: Alert = {
  name: "ExporterMissing",
  expr: EXPORTERS.map(
    (job) =>
      `label_replace(\n  group by (environment) (${PROMETHEUS_UP} == 1)\n  unless on (environment) group by (environment) (up{job="${job}"} == 1),\n  "job", "${job}", "", ""\n)`,
  ).join("\nor\n"),
  for: "5m",
  severity: "critical",
  summary: "Other alerts cannot fire.",
  description: "No {{ $labels.job }} answers; the alerts that need its metrics stay silent.",
  runbook: {
    meaning: "Something that most alerts depend on gives no metrics at all: what is silent now may be on fire.",
    checks: [
      PODS,
      {
        look: "What Prometheus says about its targets: Status, Targets.",
        command: `kubectl -n ${OBSERVABILITY_NAMESPACE} port-forward service/prometheus 9090`,
      },
    ],
    causes: ["It is down.", "Its monitor, its Service or a NetworkPolicy is not synced."],
  },
  example: {
    fires: exporters(0),
    silent: [exporters(1)],
  },
};

function exporters(up: number): Series {
  return {
    [PROMETHEUS_UP]: constant(1),
    ...Object.fromEntries(EXPORTERS.map((job) => [`up{job="${job}"}`, constant(job === "kubelet" ? up : 1)])),
  };
}

/** All but those whose own alerts say so: services, their databases, Kafka's nodes. */
const TARGETS = 'up{service="", database="", job!="kafka"}';
const exampleTarget = 'up{job="kafka-exporter"}';

const targetDown: Alert = {
  name: "TargetDown",
  expr: `count by (environment, job) (${TARGETS} == 0)\n/\ncount by (environment, job) (${TARGETS})\n> 0.1`,
  for: "15m",
  severity: "warning",
  summary: "A part of the platform gives no metrics.",
  description: "{{ $value | humanizePercentage }} of the targets of {{ $labels.job }} do not answer.",
  runbook: {
    meaning:
      "Prometheus does not get the metrics of some pods of the platform's own. They may be down, or only their metrics out of reach.",
    checks: [
      PODS,
      {
        look: "The error: Status, Targets.",
        command: `kubectl -n ${OBSERVABILITY_NAMESPACE} port-forward service/prometheus 9090`,
      },
    ],
    causes: ["The pods are down.", "A NetworkPolicy or a port changed."],
  },
  example: {
    fires: { [exampleTarget]: constant(0) },
    silent: [{ [exampleTarget]: constant(1), 'up{job="any", service="any"}': constant(0) }],
  },
};

const FAILURES = 'prometheus_rule_evaluation_failures_total{job="prometheus"}';

const rulesFail: Alert = {
  name: "PrometheusRulesFail",
  expr: `sum by (environment, pod) (increase(${FAILURES}[15m])) > 0`,
  for: "5m",
  severity: "critical",
  summary: "Rules cannot be evaluated.",
  description:
    "{{ $labels.pod }} failed {{ $value | humanize }} evaluations within 15 minutes; their alerts cannot fire.",
  runbook: {
    meaning: "Prometheus could not evaluate some rules. Alerts that depend on them do not fire.",
    checks: [
      {
        look: "Which: Status, Rule health.",
        command: `kubectl -n ${OBSERVABILITY_NAMESPACE} port-forward service/prometheus 9090`,
      },
      PROMETHEUS_LOG,
    ],
    causes: [
      "Two series where a join expects one, after a metric changed its labels.",
      "A query that takes too long or too much memory.",
    ],
  },
  example: { fires: { [FAILURES]: rising(1) }, silent: [{ [FAILURES]: constant(7) }] },
};

const [SENT_ERRORS, SENT] = ["errors", "sent"].map(
  (what) => `prometheus_notifications_${what}_total{job="prometheus"}`,
) as [string, string];

const alertsNotSent: Alert = {
  name: "PrometheusCannotAlert",
  expr: `sum by (environment, pod) (rate(${SENT_ERRORS}[5m]))\n/\nsum by (environment, pod) (rate(${SENT}[5m]))\n> 0.1`,
  for: "10m",
  severity: "critical",
  summary: "Alerts do not reach Alertmanager.",
  description: "{{ $labels.pod }} loses {{ $value | humanizePercentage }} of its alerts on the way to Alertmanager.",
  runbook: {
    meaning:
      "Prometheus cannot deliver its alerts to Alertmanager. With several Alertmanagers the others may still get them.",
    checks: [PODS, PROMETHEUS_LOG],
    causes: ["Alertmanager is down.", "A NetworkPolicy between them is not applied."],
  },
  example: {
    fires: { [SENT_ERRORS]: rising(11), [SENT]: rising(100) },
    silent: [{ [SENT_ERRORS]: rising(9), [SENT]: rising(100) }],
  },
};

const [FAILED, ATTEMPTED] = ["notifications_failed", "notifications"].map(
  (what) => `alertmanager_${what}_total{job="alertmanager"}`,
) as [string, string];

const notificationsFail: Alert = {
  name: "AlertmanagerCannotNotify",
  expr: `sum by (environment, integration) (rate(${FAILED}[15m]))\n/\nsum by (environment, integration) (rate(${ATTEMPTED}[15m]))\n> 0.05`,
  for: "5m",
  severity: "critical",
  summary: "Nobody is told about alerts.",
  description: "{{ $value | humanizePercentage }} of the notifications by {{ $labels.integration }} fail.",
  runbook: {
    meaning: "Alertmanager cannot deliver to one of its receivers. Where it is the only one, alerts reach nobody.",
    checks: [
      ALERTMANAGER_LOG,
      { look: "The secrets of the receivers.", command: `kubectl -n ${OBSERVABILITY_NAMESPACE} get externalsecrets` },
    ],
    causes: [
      "The key of the receiver is wrong or was revoked.",
      "No way out to the internet.",
      "The receiver is down or refuses so many.",
    ],
  },
  example: {
    fires: { [FAILED]: rising(5.5), [ATTEMPTED]: rising(100) },
    silent: [{ [FAILED]: rising(4.5), [ATTEMPTED]: rising(100) }],
  },
};

const [PROMETHEUS_RELOAD, ALERTMANAGER_RELOAD] = ["prometheus", "alertmanager"].map(
  (job) => `${job}_config_last_reload_successful{job="${job}"}`,
) as [string, string];

const reloadFails: Alert = {
  name: "MonitoringConfigRefused",
  expr: `max by (environment, job, pod) (${PROMETHEUS_RELOAD} or ${ALERTMANAGER_RELOAD}) == 0`,
  for: "10m",
  severity: "warning",
  summary: "A new configuration of the monitoring was refused.",
  description: "{{ $labels.pod }} runs with its last good configuration.",
  runbook: {
    meaning:
      "Prometheus or Alertmanager refused its new configuration and keeps the old one. After a restart it has none.",
    checks: [
      PROMETHEUS_LOG,
      ALERTMANAGER_LOG,
      {
        look: "Whether the operator complains.",
        command: "kubectl get events -A --field-selector type=Warning | grep -i -E 'prometheus|alertmanager'",
      },
    ],
    causes: ["A change by hand.", "A version of the operator that writes what this version does not read."],
  },
  example: {
    fires: { [PROMETHEUS_RELOAD]: constant(0), [ALERTMANAGER_RELOAD]: constant(1) },
    silent: [{ [PROMETHEUS_RELOAD]: constant(1), [ALERTMANAGER_RELOAD]: constant(1) }],
  },
};

const TSDB = ["compactions_failed_total", "reloads_failures_total", "wal_corruptions_total"].map(
  (metric) => `prometheus_tsdb_${metric}{job="prometheus"}`,
);

const tsdbFails: Alert = {
  name: "PrometheusStorageFails",
  expr: TSDB.map((series) => `sum by (environment, pod) (increase(${series}[3h])) > 0`).join("\nor\n"),
  for: "15m",
  severity: "warning",
  summary: "Prometheus has trouble with its storage.",
  description: "{{ $labels.pod }} had {{ $value | humanize }} failures within three hours.",
  runbook: {
    meaning:
      "Prometheus cannot compact or read its blocks, or found its log damaged. It still works, but may lose samples and fills its volume.",
    checks: [PROMETHEUS_LOG, { look: "Its volume.", command: `kubectl -n ${OBSERVABILITY_NAMESPACE} get pvc` }],
    causes: ["The volume is full.", "It was killed while it wrote: out of memory."],
  },
  example: { fires: { [TSDB[0] as string]: rising(0.1) }, silent: [{ [TSDB[0] as string]: constant(3) }] },
};

const watchdog: Alert = {
  name: WATCHDOG,
  expr: "vector(1)",
  for: "1m",
  severity: "warning",
  summary: "Alerts arrive.",
  description: "This alert always fires. Whoever expects it and does not get it knows that no alert arrives.",
  runbook: {
    meaning:
      "All is well: this alert always fires and no team is told of it. Where it stops to arrive, alerts do not arrive.",
    checks: [PODS, PROMETHEUS_LOG, ALERTMANAGER_LOG],
    causes: ["When it is missing: Prometheus or Alertmanager is down, or the way between them is closed."],
  },
  example: { fires: {}, silent: [] },
};

/** Alerts about those who watch, in the order in which an alert takes its way. */
export const watcherAlerts: readonly Alert[] = [
  exporterMissing,
  rulesFail,
  alertsNotSent,
  notificationsFail,
  targetDown,
  reloadFails,
  tsdbFails,
  watchdog,
];
