import { CERT_MANAGER_CHART } from "../../catalog/charts.ts";
import type { OperatorDefinition } from "./operator.ts";
import { resources, spread } from "./pods.ts";

const component = (name: string) => ({
  "app.kubernetes.io/instance": "cert-manager",
  "app.kubernetes.io/component": name,
});

/**
 * Certificates of webhooks and databases. Two of each part: without its webhook no certificate can be changed, and
 * without its injector other webhooks are not trusted.
 */
export const certManager: OperatorDefinition = {
  name: "cert-manager",
  chart: CERT_MANAGER_CHART,
  stage: "certificates",
  isNeeded: ({ services, database }) =>
    database?.engine === "statefulset" && services.some((service) => service.database !== undefined),
  values: {
    crds: { enabled: true, keep: true },
    // Not in kube-system, where the chart would put Roles.
    global: { leaderElection: { namespace: CERT_MANAGER_CHART.namespace } },
    replicaCount: 2,
    podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    resources: resources("20m", "192Mi"),
    topologySpreadConstraints: spread(component("controller")),
    webhook: {
      replicaCount: 2,
      podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
      resources: resources("20m", "64Mi"),
      topologySpreadConstraints: spread(component("webhook")),
    },
    cainjector: {
      replicaCount: 2,
      podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
      resources: resources("20m", "192Mi"),
      topologySpreadConstraints: spread(component("cainjector")),
    },
    // A Job after each sync that asks for a certificate: the wave waits until the answer comes.
    startupapicheck: { enabled: true, resources: resources("10m", "64Mi") },
  },
};
