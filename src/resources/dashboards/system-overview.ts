import { type DashboardSpec, ENVIRONMENT } from "./dashboard.ts";
import { above, below, type Row } from "./panel.ts";
import { type Parts, PLATFORM_TAG, platformLinks, SYSTEM_OVERVIEW } from "./platform.ts";

/** Whether the cluster is well and has room: nodes, capacity, quota, workloads, and what watches them. */
export const systemOverview = (parts: Parts): DashboardSpec => ({
  uid: SYSTEM_OVERVIEW,
  title: "System overview",
  description: "Nodes, capacity, quota, workloads and alerts of an environment.",
  tags: [PLATFORM_TAG],
  links: platformLinks(SYSTEM_OVERVIEW, parts),
  rows: [now, nodes, capacity, workloads, watchers],
});

const firing = (severity: string) => `sum(ALERTS{${ENVIRONMENT}, alertstate="firing", severity="${severity}"})`;
const requested = (resource: string) =>
  `sum(kube_pod_container_resource_requests{${ENVIRONMENT}, resource="${resource}"})`;
const allocatable = (resource: string) => `sum(kube_node_status_allocatable{${ENVIRONMENT}, resource="${resource}"})`;

const now: Row = {
  title: "Now",
  lines: [
    [
      {
        kind: "stat",
        title: "Critical alerts",
        description: "Alerts that page somebody and fire now.",
        expr: firing("critical"),
        decimals: 0,
        thresholds: above(1),
        none: "none",
      },
      {
        kind: "stat",
        title: "Warnings",
        description: "Alerts that fire now and make a ticket.",
        expr: firing("warning"),
        decimals: 0,
        thresholds: { base: "green", steps: [[1, "orange"]] },
        none: "none",
      },
      {
        kind: "stat",
        title: "Nodes ready",
        description: "Nodes that can run pods, as a share of all nodes.",
        expr: `avg(kube_node_status_condition{${ENVIRONMENT}, condition="Ready", status="true"})`,
        unit: "percentunit",
        thresholds: below(0.9, 1),
      },
      {
        kind: "stat",
        title: "CPU requested",
        description:
          "CPU that pods ask for, as a share of what the nodes there are now offer. Near 1, the next pod waits for a node.",
        expr: `${requested("cpu")} / ${allocatable("cpu")}`,
        unit: "percentunit",
        thresholds: above(0.85, 0.95),
      },
      {
        kind: "stat",
        title: "Memory requested",
        description: "Memory that pods ask for, as a share of what the nodes there are now offer.",
        expr: `${requested("memory")} / ${allocatable("memory")}`,
        unit: "percentunit",
        thresholds: above(0.85, 0.95),
      },
      {
        kind: "stat",
        title: "Targets up",
        description: "What Prometheus could scrape last time, as a share of what it should.",
        expr: `avg(up{${ENVIRONMENT}})`,
        unit: "percentunit",
        thresholds: below(0.95, 1),
      },
    ],
    [
      {
        kind: "table",
        title: "Alerts that fire",
        description: "Since when, and whose they are.",
        keys: { alertname: "Alert", severity: "Severity", owner: "Owner", service: "Service" },
        columns: [
          {
            title: "Series",
            expr: `sum by (alertname, severity, owner, service) (ALERTS{${ENVIRONMENT}, alertstate="firing"})`,
            decimals: 0,
          },
        ],
        none: "No alert fires.",
      },
    ],
  ],
};

const nodes: Row = {
  title: "Nodes",
  lines: [
    [
      {
        kind: "timeseries",
        title: "CPU",
        description: "Share of the time in which the processors of a node work.",
        unit: "percentunit",
        min: 0,
        max: 1,
        queries: [
          {
            expr: `1 - avg by (node) (rate(node_cpu_seconds_total{${ENVIRONMENT}, mode="idle"}[$__rate_interval]))`,
            legend: "{{node}}",
          },
        ],
      },
      {
        kind: "timeseries",
        title: "Memory",
        description: "Share of a node's memory that is not available. The kubelet evicts pods when nearly all is used.",
        unit: "percentunit",
        min: 0,
        max: 1,
        queries: [
          {
            expr: `1 - sum by (node) (node_memory_MemAvailable_bytes{${ENVIRONMENT}}) / sum by (node) (node_memory_MemTotal_bytes{${ENVIRONMENT}})`,
            legend: "{{node}}",
          },
        ],
      },
      {
        kind: "timeseries",
        title: "Root disk",
        description:
          "Share of a node's disk that is used: images, logs, writable folders of pods. Evictions start at 0.85.",
        unit: "percentunit",
        min: 0,
        max: 1,
        thresholds: above(0.85),
        lines: true,
        queries: [
          {
            expr: `1 - min by (node) (node_filesystem_avail_bytes{${ENVIRONMENT}, mountpoint="/"} / node_filesystem_size_bytes{${ENVIRONMENT}, mountpoint="/"})`,
            legend: "{{node}}",
          },
        ],
      },
    ],
    [
      {
        kind: "timeseries",
        title: "Pressure",
        description:
          "Share of the time in which something waits for CPU, memory or disk. Shows shortage where utilization does not.",
        unit: "percentunit",
        min: 0,
        queries: ["cpu", "memory", "io"].map((resource) => ({
          expr: `max by (node) (rate(node_pressure_${resource}_waiting_seconds_total{${ENVIRONMENT}}[$__rate_interval]))`,
          legend: `{{node}} ${resource}`,
        })),
      },
      {
        kind: "timeseries",
        title: "Network",
        description: "Bytes a second in and out of the nodes.",
        unit: "Bps",
        queries: [
          {
            expr: `sum by (node) (rate(node_network_receive_bytes_total{${ENVIRONMENT}, device!="lo"}[$__rate_interval]))`,
            legend: "{{node}} in",
          },
          {
            expr: `-sum by (node) (rate(node_network_transmit_bytes_total{${ENVIRONMENT}, device!="lo"}[$__rate_interval]))`,
            legend: "{{node}} out",
          },
        ],
      },
      {
        kind: "timeseries",
        title: "Processes killed for lack of memory",
        description: "By the kernel, in pods or on the node itself.",
        decimals: 0,
        min: 0,
        queries: [
          {
            expr: `sum by (node) (increase(node_vmstat_oom_kill{${ENVIRONMENT}}[$__rate_interval]))`,
            legend: "{{node}}",
          },
        ],
      },
    ],
  ],
};

const capacity: Row = {
  title: "Capacity and quota",
  lines: [
    [
      {
        kind: "timeseries",
        title: "CPU of the cluster",
        description: "Cores that are used, asked for, and offered by the nodes.",
        min: 0,
        queries: [
          {
            expr: `sum(rate(container_cpu_usage_seconds_total{${ENVIRONMENT}, container!=""}[$__rate_interval]))`,
            legend: "used",
          },
          { expr: requested("cpu"), legend: "requested" },
          { expr: allocatable("cpu"), legend: "allocatable" },
        ],
      },
      {
        kind: "timeseries",
        title: "Memory of the cluster",
        description: "Bytes that are used, asked for, and offered by the nodes.",
        unit: "bytes",
        min: 0,
        queries: [
          { expr: `sum(container_memory_working_set_bytes{${ENVIRONMENT}, container!=""})`, legend: "used" },
          { expr: requested("memory"), legend: "requested" },
          { expr: allocatable("memory"), legend: "allocatable" },
        ],
      },
      {
        kind: "table",
        title: "Quota",
        description: "Share of a namespace's quota that its pods have taken. At 1, no further pod is admitted.",
        keys: { namespace: "Namespace", resource: "Resource" },
        columns: [
          {
            title: "Used",
            expr: `sum by (namespace, resource) (kube_resourcequota{${ENVIRONMENT}, type="used"}) / (sum by (namespace, resource) (kube_resourcequota{${ENVIRONMENT}, type="hard"}) > 0)`,
            unit: "percentunit",
            thresholds: above(0.8, 0.95),
          },
        ],
        sortBy: "Used",
      },
    ],
    [
      {
        kind: "bargauge",
        title: "Fullest volumes",
        description: "Share of a volume that is used, the ten fullest.",
        unit: "percentunit",
        min: 0,
        max: 1,
        thresholds: above(0.8, 0.9),
        expr: `topk(10, 1 - sum by (namespace, persistentvolumeclaim) (kubelet_volume_stats_available_bytes{${ENVIRONMENT}}) / sum by (namespace, persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{${ENVIRONMENT}}))`,
        legend: "{{namespace}}/{{persistentvolumeclaim}}",
      },
    ],
  ],
};

const workloads: Row = {
  title: "Workloads",
  lines: [
    [
      {
        kind: "table",
        title: "Deployments that lack replicas",
        description: "Replicas that are wanted and not available.",
        keys: { namespace: "Namespace", deployment: "Deployment" },
        columns: [
          {
            title: "Missing",
            expr: `sum by (namespace, deployment) (kube_deployment_spec_replicas{${ENVIRONMENT}} - kube_deployment_status_replicas_available{${ENVIRONMENT}}) > 0`,
            decimals: 0,
            thresholds: { base: "orange", steps: [] },
          },
        ],
        none: "All replicas are available.",
      },
      {
        kind: "timeseries",
        title: "Pods by phase",
        description: "Pods of all namespaces. Pending ones wait for a node, an image or a volume.",
        decimals: 0,
        min: 0,
        stack: true,
        queries: [{ expr: `sum by (phase) (kube_pod_status_phase{${ENVIRONMENT}})`, legend: "{{phase}}" }],
      },
      {
        kind: "timeseries",
        title: "Restarts",
        description: "Containers that were started again within the last hour.",
        decimals: 0,
        min: 0,
        queries: [
          {
            expr: `sum by (namespace, container) (increase(kube_pod_container_status_restarts_total{${ENVIRONMENT}}[1h])) > 0`,
            legend: "{{namespace}}/{{container}}",
          },
        ],
        none: "Nothing restarted.",
      },
    ],
  ],
};

const watchers: Row = {
  title: "Watchers",
  lines: [
    [
      {
        kind: "table",
        title: "Targets that are down",
        description: "What Prometheus cannot scrape: dashboards and alerts know nothing of it.",
        keys: { job: "Job", instance: "Instance" },
        columns: [{ title: "Up", expr: `sum by (job, instance) (up{${ENVIRONMENT}} == 0)`, words: { 0: "no" } }],
        none: "All targets are up.",
      },
      {
        kind: "timeseries",
        title: "Series in memory",
        description: "Series that Prometheus holds. Its memory grows with them.",
        decimals: 0,
        min: 0,
        queries: [{ expr: `sum by (pod) (prometheus_tsdb_head_series{${ENVIRONMENT}})`, legend: "{{pod}}" }],
      },
      {
        kind: "timeseries",
        title: "Failures of the watchers",
        description:
          "Rules that could not be evaluated and notifications that could not be sent, each second. 0 is well.",
        unit: "ops",
        min: 0,
        queries: [
          {
            expr: `sum(rate(prometheus_rule_evaluation_failures_total{${ENVIRONMENT}}[$__rate_interval]))`,
            legend: "rules",
          },
          {
            expr: `sum(rate(prometheus_notifications_errors_total{${ENVIRONMENT}}[$__rate_interval]))`,
            legend: "to Alertmanager",
          },
          {
            expr: `sum by (integration) (rate(alertmanager_notifications_failed_total{${ENVIRONMENT}}[$__rate_interval]))`,
            legend: "to {{integration}}",
          },
        ],
      },
    ],
  ],
};
