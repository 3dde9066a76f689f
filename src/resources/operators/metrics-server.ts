import { METRICS_SERVER_CHART } from "../../catalog/charts.ts";
import { isAutoscaled } from "../kubernetes/horizontal-pod-autoscaler.ts";
import type { OperatorDefinition } from "./operator.ts";
import { RESTRICTED_POD, resources, spread } from "./pods.ts";

/** What autoscalers measure by. The API server verifies it, by a certificate of cert-manager. */
export const metricsServer: OperatorDefinition = {
  name: "metrics-server",
  chart: METRICS_SERVER_CHART,
  stage: "cluster",
  isNeeded: ({ services }) => services.some(isAutoscaled),
  values: {
    replicas: 2,
    podDisruptionBudget: { enabled: true, maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" },
    updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1 } },
    podSecurityContext: RESTRICTED_POD,
    resources: resources("100m", "200Mi"),
    topologySpreadConstraints: spread({ "app.kubernetes.io/name": "metrics-server" }),
    apiService: { insecureSkipTLSVerify: false },
    tls: { type: "cert-manager" },
    metrics: { enabled: true },
  },
};
