import { compareText, type PassResult } from "../diagnostics/diagnostic.ts";
import type { Graph } from "../graph/graph.ts";
import type { Environment, Platform } from "../model/platform.ts";
import { PLATFORM_UNIT } from "../naming/names.ts";
import type { DesiredUnit, KubernetesObject } from "./desired.ts";
import { configMap } from "./kubernetes/config-map.ts";
import type { EnvironmentContext, ServiceContext } from "./kubernetes/context.ts";
import { deployment } from "./kubernetes/deployment.ts";
import { externalSecrets } from "./kubernetes/external-secret.ts";
import { horizontalPodAutoscaler } from "./kubernetes/horizontal-pod-autoscaler.ts";
import { ingresses } from "./kubernetes/ingress.ts";
import { limitRange } from "./kubernetes/limit-range.ts";
import { namespace } from "./kubernetes/namespace.ts";
import { defaultDeny, networkPolicies } from "./kubernetes/network-policy.ts";
import { podDisruptionBudget } from "./kubernetes/pod-disruption-budget.ts";
import { priorityClasses } from "./kubernetes/priority-class.ts";
import { resourceQuota } from "./kubernetes/resource-quota.ts";
import { secretStore } from "./kubernetes/secret-store.ts";
import { service } from "./kubernetes/service.ts";
import { serviceAccount } from "./kubernetes/service-account.ts";
import { protectFromPruning } from "./prune-protection.ts";

/**
 * Input:     one environment of the resolved platform, and its graph.
 * Output:    the units of the services and the unit `platform`, with their final Kubernetes objects, in order of their names.
 * Guarantee: each object satisfies its schema, is the only one of its name, and refers to nothing that is not there.
 */
export function desiredUnits(
  platform: Platform,
  environment: Environment,
  graph: Graph,
): PassResult<readonly DesiredUnit[]> {
  const context = { platform, environment, graph };
  const units = [
    {
      name: PLATFORM_UNIT,
      environment: environment.name,
      objects: platformObjects(context),
      origin: environment.origin,
    },
    ...environment.services.map((one) => ({
      name: one.name,
      environment: environment.name,
      objects: serviceObjects({ ...context, service: one }),
      origin: one.origin,
    })),
  ];
  return { value: units.toSorted((a, b) => compareText(a.name, b.name)), diagnostics: [] };
}

/** What all services of the environment share. */
function platformObjects(context: EnvironmentContext): readonly KubernetesObject[] {
  return present([
    namespace(context),
    defaultDeny(context),
    limitRange(context),
    resourceQuota(context),
    ...priorityClasses(context),
    secretStore(context),
  ]);
}

/** One service: who it is, what it is told, what runs, how it is reached. */
function serviceObjects(context: ServiceContext): readonly KubernetesObject[] {
  return present([
    serviceAccount(context),
    configMap(context),
    ...externalSecrets(context),
    deployment(context),
    horizontalPodAutoscaler(context),
    podDisruptionBudget(context),
    service(context),
    ...ingresses(context),
    ...networkPolicies(context),
  ]);
}

/** What is there, none of it deleted without a person where data would go with it (FF45). */
const present = (objects: readonly (KubernetesObject | undefined)[]): readonly KubernetesObject[] =>
  objects.filter((object) => object !== undefined).map(protectFromPruning);
