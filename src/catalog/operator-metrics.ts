import { AUTOSCALER_METRICS_PORT } from "./cluster-autoscaler.ts";

/** Where an operator's own metrics are, on its pods. */
export interface OperatorMetrics {
  /** Value of the label `job`, see docs/metrics.md. */
  readonly job: string;
  readonly pods: Readonly<Record<string, string>>;
  /** The container's port, and its name if it has one. */
  readonly port?: string;
  readonly number: number;
}

/** By name of the operator: labels and ports that its chart gives its pods, read in the charts' templates 2026-11-23. */
export const operatorMetrics: ReadonlyMap<string, OperatorMetrics> = new Map<string, OperatorMetrics>([
  [
    "cert-manager",
    {
      job: "cert-manager",
      pods: { "app.kubernetes.io/name": "cert-manager", "app.kubernetes.io/component": "controller" },
      port: "http-metrics",
      number: 9402,
    },
  ],
  [
    "cloudnative-pg",
    { job: "cnpg-operator", pods: { "app.kubernetes.io/name": "cloudnative-pg" }, port: "metrics", number: 8080 },
  ],
  [
    "cluster-autoscaler",
    {
      job: "cluster-autoscaler",
      pods: { "app.kubernetes.io/name": "cluster-autoscaler" },
      number: AUTOSCALER_METRICS_PORT,
    },
  ],
  [
    "external-secrets",
    { job: "external-secrets", pods: { "app.kubernetes.io/name": "external-secrets" }, port: "metrics", number: 8080 },
  ],
  [
    "prometheus-operator",
    {
      job: "prometheus-operator",
      pods: { "app.kubernetes.io/component": "prometheus-operator" },
      port: "http",
      number: 8080,
    },
  ],
  ["strimzi", { job: "strimzi", pods: { "strimzi.io/kind": "cluster-operator" }, port: "http", number: 8080 }],
]);
