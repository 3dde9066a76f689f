import { FASTEST_BURN } from "../../catalog/burn-rates.ts";
import { REQUEST_DURATION } from "../../catalog/metrics/service.ts";
import type { Call, Service } from "../../model/platform.ts";
import { namespaceOf } from "../../naming/names.ts";
import type { ServiceContext } from "../kubernetes/context.ts";
import { isAutoscaled } from "../kubernetes/horizontal-pod-autoscaler.ts";
import { type DashboardSpec, ENVIRONMENT, type Link } from "./dashboard.ts";
import { activity } from "./databases.ts";
import { lag, lagTime } from "./kafka.ts";
import { budgetLeft } from "./microservices.ts";
import { above, below, type Panel, type Row, type TimeSeries } from "./panel.ts";
import { DATABASES, KAFKA_MONITORING, MICROSERVICES, SERVICE_TAG, SYSTEM_OVERVIEW } from "./platform.ts";

/**
 * What a service does, what limits it, and what it depends on: one row for each edge of the graph. Only what the spec says
 * of the service itself and of its neighbours goes in (law 10), and the environment is chosen, so that one text serves all.
 */
export function serviceDashboardSpec({ platform, environment, service, graph }: ServiceContext): DashboardSpec {
  const { name, metrics, slo, calls, database, publishes, consumes, owner } = service;
  const observed = new Set(environment.services.filter((one) => one.metrics !== undefined).map((one) => one.name));
  const callers = graph
    .to(`service:${name}`)
    .flatMap(({ kind, from }) => (kind === "calls" ? [from.slice("service:".length)] : []));
  const pods = `${ENVIRONMENT}, namespace="${namespaceOf(platform.name, "$environment")}"`;
  return {
    uid: name,
    title: name,
    description: `Requests, saturation and dependencies of ${name}. Owner: ${owner}.`,
    tags: [SERVICE_TAG, owner],
    links: linksOf(service, callers),
    rows: [
      { title: "Now", lines: [[...(metrics ? now(service) : []), ...replicasNow(service, pods)], [alerts(name)]] },
      ...(metrics ? [requests(service)] : []),
      ...(metrics && slo ? [objectives(name)] : []),
      saturation(service, pods),
      ...calls.filter((call) => observed.has(call.service)).map(callee),
      ...(database ? [databaseRow(name)] : []),
      ...(publishes.length + consumes.length > 0 ? [topics(service)] : []),
    ],
  };
}

/** To what all services share, and to the neighbours in the graph. */
function linksOf({ calls, database, publishes, consumes }: Service, callers: readonly string[]): readonly Link[] {
  return [
    { title: "System overview", uid: SYSTEM_OVERVIEW },
    { title: "Microservices", uid: MICROSERVICES },
    ...(database ? [{ title: "Databases", uid: DATABASES }] : []),
    ...(publishes.length + consumes.length > 0 ? [{ title: "Kafka", uid: KAFKA_MONITORING }] : []),
    ...calls.map(({ service }) => ({ title: `calls ${service}`, uid: service })),
    ...callers.map((caller) => ({ title: `called by ${caller}`, uid: caller })),
  ];
}

const selector = (service: string, more = "") => `${ENVIRONMENT}, service="${service}"${more}`;
const rate = (series: string) => `rate(${series}[$__rate_interval])`;
const requestRate = (service: string) => `sum(service:http_requests:rate5m{${selector(service)}})`;
const errorShare = (service: string) =>
  `sum(service:http_errors:rate5m{${selector(service)}}) / (${requestRate(service)} > 0)`;
const percentile = (service: string, percent: number) =>
  `max(service:http_request_duration_seconds:p${percent}_5m{${selector(service)}})`;

/** Seconds, of milliseconds. */
const seconds = (milliseconds: number) => milliseconds / 1000;

function now({ name, slo }: Service): readonly Panel[] {
  const budget = (kind: string, title: string): Panel => ({
    kind: "stat",
    title,
    description: "Share of what the SLO allows to go wrong in 30 days that is still left.",
    expr: `sum(service:slo_error_budget_remaining:ratio{${selector(name, `, slo="${kind}"`)}})`,
    unit: "percentunit",
    thresholds: below(0, 0.25),
  });
  return [
    { kind: "stat", title: "Requests", description: "Requests a second.", expr: requestRate(name), unit: "reqps" },
    {
      kind: "stat",
      title: "Errors",
      description: "Share of requests that were answered with a 5xx status.",
      expr: errorShare(name),
      unit: "percentunit",
      thresholds: slo ? above((100 - slo.availability) / 100) : above(0.01),
    },
    {
      kind: "stat",
      title: "p95",
      description: "19 of 20 requests were answered within this time.",
      expr: percentile(name, 95),
      unit: "s",
      ...(slo?.latency && { thresholds: above(seconds(slo.latency.under)) }),
    },
    ...(slo ? [budget("availability", "Availability budget")] : []),
    ...(slo?.latency ? [budget("latency", "Latency budget")] : []),
  ];
}

const replicasNow = ({ name }: Service, pods: string): readonly Panel[] => [
  {
    kind: "stat",
    title: "Replicas available",
    description: "As a share of those that are wanted.",
    expr: `sum(kube_deployment_status_replicas_available{${pods}, deployment="${name}"}) / sum(kube_deployment_spec_replicas{${pods}, deployment="${name}"})`,
    unit: "percentunit",
    thresholds: below(0.5, 1),
  },
];

const alerts = (name: string): Panel => ({
  kind: "table",
  title: "Alerts that fire",
  description: "Alerts about this service, its database and its messages.",
  keys: { alertname: "Alert", severity: "Severity", owner: "Owner" },
  columns: [
    {
      title: "Series",
      expr: `sum by (alertname, severity, owner) (ALERTS{${selector(name, ', alertstate="firing"')}})`,
      decimals: 0,
    },
  ],
  none: "No alert fires.",
});

function requests({ name, slo }: Service): Row {
  const count = (more = "") => `${REQUEST_DURATION}_count{${selector(name, more)}}`;
  const threshold = slo?.latency && { thresholds: above(seconds(slo.latency.under)), lines: true };
  return {
    title: "Requests",
    lines: [
      [
        {
          kind: "timeseries",
          title: "By status",
          description: "Requests a second by the status of the answer.",
          unit: "reqps",
          min: 0,
          stack: true,
          queries: [
            { expr: `sum by (http_response_status_code) (${rate(count())})`, legend: "{{http_response_status_code}}" },
          ],
        },
        {
          kind: "timeseries",
          title: "Errors by route",
          description: "Answers a second of 5xx status.",
          unit: "reqps",
          min: 0,
          queries: [
            {
              expr: `sum by (http_request_method, http_route) (${rate(count(', http_response_status_code=~"5.."'))})`,
              legend: "{{http_request_method}} {{http_route}}",
            },
          ],
          none: "No request failed.",
        },
        {
          kind: "timeseries",
          title: "Duration",
          description: `How long answers take: half, 95 and 99 of 100 within this time.${slo?.latency ? ` The line is the objective: ${slo.latency.target} % within ${seconds(slo.latency.under)} s.` : ""}`,
          unit: "s",
          min: 0,
          ...threshold,
          queries: [50, 95, 99].map((percent) => ({ expr: percentile(name, percent), legend: `p${percent}` })),
        },
      ],
      [
        {
          kind: "timeseries",
          title: "By route",
          description: "Requests a second by route.",
          unit: "reqps",
          min: 0,
          queries: [
            {
              expr: `sum by (http_request_method, http_route) (${rate(count())})`,
              legend: "{{http_request_method}} {{http_route}}",
            },
          ],
        },
        {
          kind: "timeseries",
          title: "Duration by route, p95",
          description: "19 of 20 requests of a route were answered within this time.",
          unit: "s",
          min: 0,
          ...threshold,
          queries: [
            {
              expr: `histogram_quantile(0.95, sum by (http_request_method, http_route, le) (${rate(`${REQUEST_DURATION}_bucket{${selector(name)}}`)}))`,
              legend: "{{http_request_method}} {{http_route}}",
            },
          ],
        },
      ],
    ],
  };
}

function objectives(name: string): Row {
  const burn = (window: string) => ({
    expr: `sum by (slo) (service:slo_errors:ratio_rate${window}{${selector(name)}}) / (1 - sum by (slo) (service:slo_objective:ratio{${selector(name)}}))`,
    legend: `{{slo}} ${window}`,
  });
  return {
    title: "Objectives",
    lines: [
      [
        budgetLeft({
          expr: `sum by (slo) (service:slo_error_budget_remaining:ratio{${selector(name)}})`,
          legend: "{{slo}}",
        }),
        {
          kind: "timeseries",
          title: "Burn rate",
          description: `How fast the error budget burns. At 1 it lasts 30 days; above ${FASTEST_BURN} in both windows somebody is paged.`,
          min: 0,
          thresholds: above(FASTEST_BURN),
          lines: true,
          queries: [burn("5m"), burn("1h")],
        },
      ],
    ],
  };
}

function saturation(service: Service, pods: string): Row {
  const { name, resources } = service;
  const container = `${pods}, container="${name}"`;
  const amount = (what: "requests" | "limits", resource: string) => ({
    expr: `max(kube_pod_container_resource_${what}{${container}, resource="${resource}"})`,
    legend: what === "requests" ? "request" : "limit",
  });
  const autoscaler = (what: string, legend: string) => ({
    expr: `sum(kube_horizontalpodautoscaler_spec_${what}_replicas{${pods}, horizontalpodautoscaler="${name}"})`,
    legend,
  });
  const limited = resources.cpuLimit !== "none";
  const throttling: TimeSeries = {
    kind: "timeseries",
    title: "CPU throttling",
    description: "Share of the scheduler's periods in which a replica was stopped at its CPU limit.",
    unit: "percentunit",
    min: 0,
    queries: [
      {
        expr: `sum by (pod) (${rate(`container_cpu_cfs_throttled_periods_total{${container}}`)}) / sum by (pod) (${rate(`container_cpu_cfs_periods_total{${container}}`)})`,
        legend: "{{pod}}",
      },
    ],
  };
  return {
    title: "Saturation",
    lines: [
      [
        {
          kind: "timeseries",
          title: "CPU",
          description: "Cores that each replica uses, and what it asked for.",
          min: 0,
          queries: [
            { expr: `sum by (pod) (${rate(`container_cpu_usage_seconds_total{${container}}`)})`, legend: "{{pod}}" },
            amount("requests", "cpu"),
            ...(limited ? [amount("limits", "cpu")] : []),
          ],
        },
        {
          kind: "timeseries",
          title: "Memory",
          description: "Bytes that each replica uses. At the limit it is killed.",
          unit: "bytes",
          min: 0,
          queries: [
            { expr: `sum by (pod) (container_memory_working_set_bytes{${container}})`, legend: "{{pod}}" },
            amount("limits", "memory"),
          ],
        },
        ...(limited ? [throttling] : []),
      ],
      [
        {
          kind: "timeseries",
          title: "Replicas",
          description: "Replicas that are there, within the bounds of the autoscaler where there is one.",
          decimals: 0,
          min: 0,
          queries: [
            {
              expr: `sum(kube_deployment_status_replicas_available{${pods}, deployment="${name}"})`,
              legend: "available",
            },
            { expr: `sum(kube_deployment_spec_replicas{${pods}, deployment="${name}"})`, legend: "wanted" },
            ...(isAutoscaled(service) ? [autoscaler("min", "least"), autoscaler("max", "most")] : []),
          ],
        },
        {
          kind: "timeseries",
          title: "Restarts",
          description: "Replicas that were started again within the last hour.",
          decimals: 0,
          min: 0,
          queries: [
            {
              expr: `sum by (pod) (increase(kube_pod_container_status_restarts_total{${container}}[1h]))`,
              legend: "{{pod}}",
            },
          ],
        },
        {
          kind: "timeseries",
          title: "Network",
          description: "Bytes a second in and out of all replicas.",
          unit: "Bps",
          queries: [
            {
              expr: `sum(${rate(`container_network_receive_bytes_total{${pods}, pod=~"${name}-[a-z0-9]+-[a-z0-9]+"}`)})`,
              legend: "in",
            },
            {
              expr: `-sum(${rate(`container_network_transmit_bytes_total{${pods}, pod=~"${name}-[a-z0-9]+-[a-z0-9]+"}`)})`,
              legend: "out",
            },
          ],
        },
      ],
    ],
  };
}

/** How a service that this one calls does, for all of its callers. */
const callee = ({ service, timeout, required }: Call): Row => ({
  title: `Dependencies: ${service}`,
  lines: [
    [
      {
        kind: "timeseries",
        title: "Requests",
        description: "Requests a second that it gets, of all its callers.",
        unit: "reqps",
        min: 0,
        queries: [{ expr: requestRate(service), legend: service }],
      },
      {
        kind: "timeseries",
        title: "Errors",
        description: `Share of requests that it answered with a 5xx status. ${required ? "Without it this service cannot work." : "This service works without it."}`,
        unit: "percentunit",
        min: 0,
        queries: [{ expr: errorShare(service), legend: service }],
      },
      {
        kind: "timeseries",
        title: "Duration",
        description: `How long its answers take. The line is the timeout of one attempt of this service, ${seconds(timeout)} s.`,
        unit: "s",
        min: 0,
        thresholds: above(seconds(timeout)),
        lines: true,
        queries: [95, 99].map((percent) => ({ expr: percentile(service, percent), legend: `p${percent}` })),
      },
    ],
  ],
});

function databaseRow(name: string): Row {
  const own = `${ENVIRONMENT}, database="${name}"`;
  return {
    title: "Database",
    lines: [
      [
        ...activity(own),
        {
          kind: "timeseries",
          title: "Longest transaction",
          description: "Age of the oldest transaction that is still open.",
          unit: "s",
          min: 0,
          queries: [{ expr: `max(pg_stat_activity_max_tx_duration{${own}})`, legend: "longest" }],
        },
      ],
    ],
  };
}

function topics({ publishes, consumes }: Service): Row {
  const of = (topic: string, group?: string) =>
    `${ENVIRONMENT}, topic="${topic}"${group === undefined ? "" : `, consumergroup="${group}"`}`;
  const written = (topic: string) => ({
    expr: `sum by (topic) (${rate(`kafka_topic_partition_current_offset{${of(topic)}}`)})`,
    legend: "{{topic}}",
  });
  const behind: readonly Panel[] = [
    {
      kind: "timeseries",
      title: "Lag",
      description: "Messages that this service has not read yet.",
      decimals: 0,
      min: 0,
      queries: consumes.map(({ topic, group }) => ({ expr: lag(of(topic, group)), legend: "{{topic}}" })),
    },
    {
      kind: "timeseries",
      title: "Lag in time",
      description: "How long ago the oldest unread message was written, at the rate at which messages come now.",
      unit: "s",
      min: 0,
      queries: consumes.map(({ topic, group }) => ({
        expr: lagTime(of(topic, group), of(topic)),
        legend: "{{topic}}",
      })),
    },
  ];
  return {
    title: "Topics",
    lines: [
      [
        ...(publishes.length > 0
          ? [
              {
                kind: "timeseries" as const,
                title: "Messages written",
                description: "Messages a second in the topics that this service writes.",
                unit: "cps" as const,
                min: 0,
                queries: publishes.map(({ topic }) => written(topic)),
              },
            ]
          : []),
        ...(consumes.length > 0 ? behind : []),
      ],
    ],
  };
}
