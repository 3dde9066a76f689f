/** Labels that the Prometheus Operator puts on the pods of a Prometheus. @see operator 0.93 pkg/prometheus, read 2026-11-22 */
export const PROMETHEUS_LABELS = { "app.kubernetes.io/name": "prometheus" } as const;

/** The same for the pods of one Prometheus object. */
export const prometheusLabels = (name: string): Readonly<Record<string, string>> => ({
  ...PROMETHEUS_LABELS,
  "app.kubernetes.io/instance": name,
});

/** The label with the shard of a pod, "0" for the first. @see operator 0.93 pkg/prometheus/common.go, read 2026-11-23 */
export const SHARD_LABEL = "operator.prometheus.io/shard";

/** The ports of the pods, with the names that the operator gives them. @see operator 0.93 pkg/alertmanager/statefulset.go, read 2026-11-23 */
export const PROMETHEUS_PORT = { name: "web", port: 9090 } as const;
export const ALERTMANAGER_PORT = { name: "web", port: 9093 } as const;
export const ALERTMANAGER_MESH_PORT = 9094;

/** The containers that the operator adds to the pods, beside its config-reloader's init container. */
export const CONFIG_RELOADER = "config-reloader";
export const INIT_CONFIG_RELOADER = "init-config-reloader";
