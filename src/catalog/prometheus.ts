/** Labels that the Prometheus Operator puts on the pods of a Prometheus. @see operator 0.93 pkg/prometheus, read 2026-11-22 */
export const PROMETHEUS_LABELS = { "app.kubernetes.io/name": "prometheus" } as const;
