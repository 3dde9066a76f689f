import { compareText } from "../../diagnostics/diagnostic.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { certManager } from "./cert-manager.ts";
import { barmanCloud, cloudNativePg } from "./cloudnative-pg.ts";
import { clusterAutoscaler } from "./cluster-autoscaler.ts";
import { eck } from "./eck.ts";
import { externalSecrets } from "./external-secrets.ts";
import { externalDns, loadBalancerController } from "./load-balancer.ts";
import { metricsServer } from "./metrics-server.ts";
import type { Operator } from "./operator.ts";
import { prometheusOperator } from "./prometheus-operator.ts";
import { strimzi } from "./strimzi.ts";

export type { Operator, OperatorStage, Values } from "./operator.ts";

const DEFINITIONS = [
  barmanCloud,
  certManager,
  cloudNativePg,
  clusterAutoscaler,
  eck,
  externalDns,
  externalSecrets,
  loadBalancerController,
  metricsServer,
  prometheusOperator,
  strimzi,
];

/** What charts with a webhook ask cert-manager for. */
const CERTIFICATE = "cert-manager.io/Certificate";

/**
 * The operators and add-ons that the environment needs, no others, in order of their names. Each is there because an
 * object of the environment has a kind of its, or works only with it; `test/resources/operators.test.ts` compares the
 * two. The EBS CSI driver, CoreDNS and the VPC CNI are add-ons of EKS itself.
 */
export function operatorsOf(context: EnvironmentContext): readonly Operator[] {
  const { environment } = context;
  const needed = new Set(DEFINITIONS.filter(({ isNeeded }) => isNeeded(environment)));
  if ([...needed].some(({ chart }) => chart.kinds.includes(CERTIFICATE))) needed.add(certManager);
  return [...needed]
    .map(({ name, chart, stage, values, environmentValues, reaches }) => ({
      name,
      namespace: chart.namespace,
      chart,
      stage,
      values,
      environmentValues: environmentValues?.(context) ?? {},
      reaches: reaches?.(environment) ?? [],
    }))
    .toSorted((a, b) => compareText(a.name, b.name));
}
