import { type DashboardSpec, ENVIRONMENT } from "./dashboard.ts";
import { above, below, type Row } from "./panel.ts";
import { LOG_PIPELINE, type Parts, PLATFORM_TAG, platformLinks } from "./platform.ts";

/** Whether log lines reach Elasticsearch. What they say stands in Kibana. */
export const logs = (parts: Parts): DashboardSpec => ({
  uid: LOG_PIPELINE,
  title: "Log pipeline",
  description: "Whether log lines reach Elasticsearch: what Fluentd sends, and what it could not send yet.",
  tags: [PLATFORM_TAG],
  links: platformLinks(LOG_PIPELINE, parts),
  rows: [pipeline],
});

const pipeline: Row = {
  title: "Fluentd",
  lines: [
    [
      {
        kind: "timeseries",
        title: "Records sent",
        description: "Records a second that each node's Fluentd passed on.",
        unit: "cps",
        min: 0,
        queries: [
          {
            expr: `sum by (node) (rate(fluentd_output_status_emit_records{${ENVIRONMENT}}[$__rate_interval]))`,
            legend: "{{node}}",
          },
        ],
      },
      {
        kind: "timeseries",
        title: "Buffer free",
        description: "Share of the buffer on disk that is free. At 0 lines get lost.",
        unit: "percentunit",
        min: 0,
        max: 1,
        thresholds: below(0.2),
        lines: true,
        queries: [
          {
            // The exporter says per cent.
            expr: `min by (node) (fluentd_output_status_buffer_available_space_ratio{${ENVIRONMENT}}) / 100`,
            legend: "{{node}}",
          },
        ],
      },
    ],
    [
      {
        kind: "timeseries",
        title: "Buffer",
        description: "Bytes that wait on each node.",
        unit: "bytes",
        min: 0,
        queries: [
          {
            expr: `sum by (node) (fluentd_output_status_buffer_total_bytes{${ENVIRONMENT}})`,
            legend: "{{node}}",
          },
        ],
      },
      {
        kind: "timeseries",
        title: "Errors and retries",
        description: "A second. Elasticsearch is away, refuses, or is too slow.",
        unit: "ops",
        min: 0,
        thresholds: above(1),
        queries: [
          {
            expr: `sum(rate(fluentd_output_status_num_errors{${ENVIRONMENT}}[$__rate_interval]))`,
            legend: "errors",
          },
          {
            expr: `sum(rate(fluentd_output_status_retry_count{${ENVIRONMENT}}[$__rate_interval]))`,
            legend: "retries",
          },
        ],
      },
    ],
  ],
};
