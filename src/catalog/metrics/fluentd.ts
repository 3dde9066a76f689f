import type { Exporter } from "./exporter.ts";

const PLUGIN = ["plugin_id", "type"];

/** What fluent-plugin-prometheus says of Fluentd's outputs and their buffers. */
export const fluentd: Exporter = {
  source:
    "fluent-plugin-prometheus 2.2, lib/fluent/plugin/in_prometheus_output_monitor.rb, https://github.com/fluent/fluent-plugin-prometheus, read 2026-11-23",
  labels: ["node"],
  metrics: {
    fluentd_output_status_buffer_available_space_ratio: PLUGIN,
    fluentd_output_status_buffer_queue_length: PLUGIN,
    fluentd_output_status_buffer_total_bytes: PLUGIN,
    fluentd_output_status_emit_count: PLUGIN,
    fluentd_output_status_emit_records: PLUGIN,
    fluentd_output_status_num_errors: PLUGIN,
    fluentd_output_status_retry_count: PLUGIN,
    fluentd_output_status_retry_wait: PLUGIN,
    fluentd_output_status_write_count: PLUGIN,
  },
};
