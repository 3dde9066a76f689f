import { EXTERNAL_SECRETS_CHART } from "../../catalog/charts.ts";
import type { OperatorDefinition } from "./operator.ts";
import { resources, spread } from "./pods.ts";

const component = (name: string) => ({
  "app.kubernetes.io/instance": "external-secrets",
  "app.kubernetes.io/name": name,
});

/**
 * Fills Secrets from AWS Secrets Manager, with the Pod Identity of its ServiceAccount. What we do not use is off, CRDs
 * included: stores for the whole cluster, and pushing from the cluster into the store.
 */
export const externalSecrets: OperatorDefinition = {
  name: "external-secrets",
  chart: EXTERNAL_SECRETS_CHART,
  stage: "cluster",
  isNeeded: () => true,
  values: {
    crds: {
      createClusterExternalSecret: false,
      createClusterGenerator: false,
      createClusterPushSecret: false,
      createClusterSecretStore: false,
      createPushSecret: false,
    },
    processClusterExternalSecret: false,
    processClusterGenerator: false,
    processClusterPushSecret: false,
    processClusterStore: false,
    processPushSecret: false,
    // It makes tokens of the ServiceAccounts that stores name: Fluentd's reads two Secrets of Elasticsearch by one.
    rbac: { serviceAccountTokenCreate: true, servicebindings: { create: false } },
    replicaCount: 2,
    leaderElect: true,
    podDisruptionBudget: { enabled: true, minAvailable: 1 },
    livenessProbe: { enabled: true },
    readinessProbe: { enabled: true },
    resources: resources("20m", "256Mi"),
    topologySpreadConstraints: spread(component("external-secrets")),
    webhook: {
      replicaCount: 2,
      podDisruptionBudget: { enabled: true, minAvailable: 1 },
      resources: resources("10m", "96Mi"),
      topologySpreadConstraints: spread(component("external-secrets-webhook")),
    },
    certController: { resources: resources("10m", "160Mi") },
  },
};
