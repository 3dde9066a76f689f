import { REQUEST_DURATION } from "../../catalog/metrics/service.ts";
import { namespaceOf } from "../../naming/names.ts";
import { type DashboardSpec, ENVIRONMENT, linkTo } from "./dashboard.ts";
import { reference } from "./grafana-panel.ts";
import { above, below, type Query, type Row, type TimeSeries } from "./panel.ts";
import { MICROSERVICES, type Parts, PLATFORM_TAG, platformLinks } from "./platform.ts";

const SELECTED = `${ENVIRONMENT}, service=~"$service"`;

/** How all services do, beside each other. Asks Prometheus who is there, so no service is named (law 10). */
export const microservices = (platform: string, parts: Parts): DashboardSpec => ({
  uid: MICROSERVICES,
  title: "Microservices performance",
  description: "Requests, errors and durations of all services, their error budgets, and what their replicas lack.",
  tags: [PLATFORM_TAG],
  variables: [{ name: "service", label: "Service", of: `up{${ENVIRONMENT}, service!=""}`, several: true }],
  links: platformLinks(MICROSERVICES, parts),
  rows: [
    overview,
    objectives,
    requests,
    slowest,
    replicas(`${ENVIRONMENT}, namespace="${namespaceOf(platform, "$environment")}"`),
  ],
});

/** The uid of a service's dashboard is its name. */
const toService = linkTo("Dashboard of the service", reference("__value.text"));
const ofSeries = linkTo("Dashboard of the service", reference("__field.labels.service"));

const by = (metric: string, condition = SELECTED) => `sum by (service) (${metric}{${condition}})`;

const overview: Row = {
  title: "Services",
  lines: [
    [
      {
        kind: "table",
        title: "All services",
        description: "The last five minutes; budgets over 30 days. A click on a service leads to its dashboard.",
        keys: { service: "Service" },
        columns: [
          { title: "Requests", expr: by("service:http_requests:rate5m"), unit: "reqps" },
          {
            title: "Errors",
            expr: `${by("service:http_errors:rate5m")} / (${by("service:http_requests:rate5m")} > 0)`,
            unit: "percentunit",
            thresholds: above(0.001, 0.01),
          },
          { title: "p50", expr: by("service:http_request_duration_seconds:p50_5m"), unit: "s" },
          { title: "p95", expr: by("service:http_request_duration_seconds:p95_5m"), unit: "s" },
          { title: "p99", expr: by("service:http_request_duration_seconds:p99_5m"), unit: "s" },
          {
            title: "Availability budget",
            expr: by("service:slo_error_budget_remaining:ratio", `${SELECTED}, slo="availability"`),
            unit: "percentunit",
            thresholds: below(0, 0.25),
          },
          {
            title: "Latency budget",
            expr: by("service:slo_error_budget_remaining:ratio", `${SELECTED}, slo="latency"`),
            unit: "percentunit",
            thresholds: below(0, 0.25),
          },
        ],
        link: toService,
        sortBy: "Requests",
        none: "No service serves metrics or has the objective.",
      },
    ],
  ],
};

export const budgetLeft = (query: Query): TimeSeries => ({
  kind: "timeseries",
  title: "Error budget left",
  description: "Share of what the SLO allows to go wrong in 30 days that is still left. Below 0 the promise is broken.",
  unit: "percentunit",
  max: 1,
  thresholds: { base: "red", steps: [[0, "green"]] },
  lines: true,
  queries: [query],
});

const objectives: Row = {
  title: "Objectives",
  lines: [
    [
      {
        ...budgetLeft({
          expr: `sum by (service, slo) (service:slo_error_budget_remaining:ratio{${SELECTED}})`,
          legend: "{{service}} {{slo}}",
        }),
        link: ofSeries,
        none: "No service has an objective.",
      },
      {
        kind: "timeseries",
        title: "Burn rate",
        description:
          "How fast the error budget burns over the last hour. At 1 it lasts 30 days, at 14.4 two days: then somebody is paged.",
        min: 0,
        thresholds: above(14.4),
        lines: true,
        none: "No service has an objective.",
        queries: [
          {
            expr: `sum by (service, slo) (service:slo_errors:ratio_rate1h{${SELECTED}}) / (1 - sum by (service, slo) (service:slo_objective:ratio{${SELECTED}}))`,
            legend: "{{service}} {{slo}}",
          },
        ],
        link: ofSeries,
      },
    ],
  ],
};

const requests: Row = {
  title: "Requests",
  lines: [
    [
      {
        kind: "timeseries",
        title: "Rate",
        description: "Requests a second.",
        unit: "reqps",
        min: 0,
        queries: [{ expr: by("service:http_requests:rate5m"), legend: "{{service}}" }],
        link: ofSeries,
      },
      {
        kind: "timeseries",
        title: "Errors",
        description: "Share of requests that were answered with a 5xx status.",
        unit: "percentunit",
        min: 0,
        queries: [
          {
            expr: `${by("service:http_errors:rate5m")} / (${by("service:http_requests:rate5m")} > 0)`,
            legend: "{{service}}",
          },
        ],
        link: ofSeries,
      },
      {
        kind: "timeseries",
        title: "Duration, p95",
        description: "19 of 20 requests were answered within this time.",
        unit: "s",
        min: 0,
        queries: [{ expr: by("service:http_request_duration_seconds:p95_5m"), legend: "{{service}}" }],
        link: ofSeries,
      },
    ],
  ],
};

const slowest: Row = {
  title: "Slowest",
  lines: [
    [
      {
        kind: "table",
        title: "Slowest routes",
        description: "The fifteen routes with the largest p95.",
        keys: { service: "Service", http_request_method: "Method", http_route: "Route" },
        columns: [
          {
            title: "p95",
            expr: `topk(15, histogram_quantile(0.95, sum by (service, http_request_method, http_route, le) (rate(${REQUEST_DURATION}_bucket{${SELECTED}}[$__rate_interval]))))`,
            unit: "s",
          },
        ],
        link: toService,
        sortBy: "p95",
      },
      {
        kind: "table",
        title: "Routes with most errors",
        description: "The fifteen routes with the most answers of 5xx status.",
        keys: { service: "Service", http_request_method: "Method", http_route: "Route" },
        columns: [
          {
            title: "Errors",
            expr: `topk(15, sum by (service, http_request_method, http_route) (rate(${REQUEST_DURATION}_count{${SELECTED}, http_response_status_code=~"5.."}[$__rate_interval])) > 0)`,
            unit: "reqps",
          },
        ],
        link: toService,
        sortBy: "Errors",
        none: "No request failed.",
      },
    ],
  ],
};

function replicas(namespace: string): Row {
  const hpa = (what: string) =>
    `sum by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_${what}_replicas{${namespace}, horizontalpodautoscaler=~"$service"})`;
  return {
    title: "Replicas",
    lines: [
      [
        {
          kind: "table",
          title: "Autoscalers",
          description: "Replicas and their bounds. Who is at the maximum for long cannot take more load.",
          keys: { horizontalpodautoscaler: "Service" },
          columns: [
            { title: "Replicas", expr: hpa("status_current"), decimals: 0 },
            { title: "Wanted", expr: hpa("status_desired"), decimals: 0 },
            { title: "Least", expr: hpa("spec_min"), decimals: 0 },
            { title: "Most", expr: hpa("spec_max"), decimals: 0 },
            {
              title: "Of the most",
              expr: `${hpa("status_current")} / ${hpa("spec_max")}`,
              unit: "percentunit",
              thresholds: above(0.8, 1),
            },
          ],
          link: toService,
          sortBy: "Of the most",
          none: "No service scales by itself.",
        },
        {
          kind: "timeseries",
          title: "Restarts",
          description: "Containers that were started again within the last hour.",
          decimals: 0,
          min: 0,
          queries: [
            {
              expr: `sum by (container) (increase(kube_pod_container_status_restarts_total{${namespace}, container=~"$service"}[1h]))`,
              legend: "{{container}}",
            },
          ],
        },
        {
          kind: "timeseries",
          title: "CPU throttling",
          description: "Share of the scheduler's periods in which a container was stopped at its CPU limit.",
          unit: "percentunit",
          min: 0,
          queries: [
            {
              expr: `sum by (container) (rate(container_cpu_cfs_throttled_periods_total{${namespace}, container=~"$service"}[$__rate_interval])) / sum by (container) (rate(container_cpu_cfs_periods_total{${namespace}, container=~"$service"}[$__rate_interval]))`,
              legend: "{{container}}",
            },
          ],
          none: "No service has a CPU limit.",
        },
      ],
    ],
  };
}
