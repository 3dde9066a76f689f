import { ECK_CHART } from "../../catalog/charts.ts";
import { OBSERVABILITY_NAMESPACE } from "../../naming/names.ts";
import type { OperatorDefinition } from "./operator.ts";
import { RESTRICTED_POD, resources } from "./pods.ts";

/**
 * Elasticsearch and Kibana. It looks at the namespace of the logs alone; its rights are the cluster's, since it reads the
 * zones of nodes and whether a storage class lets volumes grow.
 *
 * No webhook: the chart writes a placeholder into the field of its certificate that the operator then replaces, which
 * Argo CD would undo for ever. The operator checks the same rules again before it acts.
 */
export const eck: OperatorDefinition = {
  name: "eck-operator",
  chart: ECK_CHART,
  stage: "cluster",
  isNeeded: ({ logging }) => logging !== undefined,
  values: {
    managedNamespaces: [OBSERVABILITY_NAMESPACE],
    webhook: { enabled: false },
    telemetry: { disabled: true },
    config: { metrics: { port: "9090" } },
    podSecurityContext: RESTRICTED_POD,
    resources: resources("50m", "512Mi"),
  },
};
