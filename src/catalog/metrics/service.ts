import { type Exporter, histogram } from "./exporter.ts";

/** The histogram of the seconds that a service takes to answer; docs/metrics.md is its contract. */
export const REQUEST_DURATION = "http_server_request_duration_seconds";

/** What every service with metrics has to expose. */
export const service: Exporter = {
  source:
    "OpenTelemetry semantic conventions 1.37, HTTP metrics, as Prometheus names them: https://opentelemetry.io/docs/specs/semconv/http/http-metrics, read 2026-11-23",
  labels: ["service"],
  metrics: histogram(REQUEST_DURATION, ["http_request_method", "http_response_status_code", "http_route"]),
};
