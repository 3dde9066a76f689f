import { STRIMZI_CHART } from "../../catalog/charts.ts";
import type { OperatorDefinition } from "./operator.ts";
import { resources, spread } from "./pods.ts";

/**
 * Kafka. It has rights and watches in the namespace of the brokers alone.
 *
 * Its Drain Cleaner is left out: the disruption budget of the brokers lets one go at a time, and a drain waits for
 * replicas to catch up only as far as readiness knows of them. See docs/operators.md.
 */
export const strimzi: OperatorDefinition = {
  name: "strimzi",
  chart: STRIMZI_CHART,
  stage: "namespaces",
  isNeeded: ({ kafka }) => kafka !== undefined,
  values: {
    replicas: 2,
    podDisruptionBudget: { enabled: true, minAvailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" },
    resources: resources("100m", "512Mi"),
    topologySpreadConstraints: spread({ name: "strimzi-cluster-operator" }),
    // Its policies would open metrics to everybody; ours say who reaches the brokers. See messaging/network.ts.
    generateNetworkPolicy: false,
  },
  environmentValues: ({ environment }) => ({ watchNamespaces: [environment.namespace] }),
  reaches: ({ namespace }) => [namespace],
};
