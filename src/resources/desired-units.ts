import { compareText, type PassResult, type SpecPath } from "../diagnostics/diagnostic.ts";
import type { Graph } from "../graph/graph.ts";
import type { Environment, Platform } from "../model/platform.ts";
import { usesTopics } from "../model/variables.ts";
import {
  databaseUnitOf,
  KAFKA_UNIT,
  LOGGING_UNIT,
  MONITORING_UNIT,
  messagingUnitOf,
  NODE_AGENTS_NAMESPACE,
  PLATFORM_UNIT,
} from "../naming/names.ts";
import { backupObjects } from "./backups/index.ts";
import { backupSharedObjects } from "./backups/shared.ts";
import { ignoreCronJobHealth } from "./cron-job-health.ts";
import { platformDashboards, serviceDashboard } from "./dashboards/index.ts";
import { databaseObjects } from "./databases/index.ts";
import { podDemandsOf } from "./demands.ts";
import type { DesiredUnit, KubernetesObject } from "./desired.ts";
import { configMap } from "./kubernetes/config-map.ts";
import type { EnvironmentContext, ServiceContext } from "./kubernetes/context.ts";
import { deployment } from "./kubernetes/deployment.ts";
import { externalSecrets } from "./kubernetes/external-secret.ts";
import { horizontalPodAutoscaler } from "./kubernetes/horizontal-pod-autoscaler.ts";
import { ingresses } from "./kubernetes/ingress.ts";
import { limitRange } from "./kubernetes/limit-range.ts";
import { platformMetadata } from "./kubernetes/metadata.ts";
import { namespaces } from "./kubernetes/namespace.ts";
import { defaultDeny, networkPolicies } from "./kubernetes/network-policy.ts";
import { podDisruptionBudget } from "./kubernetes/pod-disruption-budget.ts";
import { priorityClasses } from "./kubernetes/priority-class.ts";
import { resourceQuota } from "./kubernetes/resource-quota.ts";
import { secretStore } from "./kubernetes/secret-store.ts";
import { service } from "./kubernetes/service.ts";
import { serviceAccount } from "./kubernetes/service-account.ts";
import { storageClasses } from "./kubernetes/storage-class.ts";
import { loggingObjects } from "./logging/index.ts";
import { kafkaObjects, messagingObjects } from "./messaging/index.ts";
import { monitoringObjects, serviceMonitoringObjects } from "./monitoring/index.ts";
import { protectFromPruning } from "./prune-protection.ts";
import {
  databaseRules,
  kafkaRules,
  loggingRules,
  messagingRules,
  monitoringRules,
  serviceRules,
} from "./rules/index.ts";

/**
 * Input:     one environment of the resolved platform, and its graph.
 * Output:    its units (what all share, each service, its database, its messaging, the brokers, what watches them) with
 *            their final Kubernetes objects, in order of their names.
 * Guarantee: each object satisfies its schema, is the only one of its name, and refers to nothing that is not there.
 */
export function desiredUnits(
  platform: Platform,
  environment: Environment,
  graph: Graph,
): PassResult<readonly DesiredUnit[]> {
  const context = { platform, environment, graph };
  const unit = (name: string, origin: SpecPath, objects: readonly (KubernetesObject | undefined)[]): DesiredUnit => ({
    name,
    environment: environment.name,
    // None is deleted without a person where data would go with it (FF45).
    objects: objects
      .filter((object) => object !== undefined)
      .map(protectFromPruning)
      .map(ignoreCronJobHealth),
    origin,
  });
  const { origin } = environment;
  const units = [
    unit(PLATFORM_UNIT, origin, platformObjects(context)),
    unit(MONITORING_UNIT, origin, [
      // Here, not beside the namespaces themselves, so that the unit `platform` has one namespace and stands in a base.
      ...[environment.observabilityNamespace, NODE_AGENTS_NAMESPACE].map((name) => defaultDeny(context, name)),
      ...monitoringObjects(context),
      ...monitoringRules(context),
      ...platformDashboards(context),
    ]),
    ...(environment.kafka ? [unit(KAFKA_UNIT, origin, [...kafkaObjects(context), ...kafkaRules(context)])] : []),
    ...(environment.logging
      ? [unit(LOGGING_UNIT, origin, [...loggingObjects(context), ...loggingRules(context)])]
      : []),
    ...environment.services.flatMap((one) => serviceUnits({ ...context, service: one }, unit)),
  ];
  return {
    value: units.filter(({ objects }) => objects.length > 0).toSorted((a, b) => compareText(a.name, b.name)),
    diagnostics: [],
  };
}

function serviceUnits(
  context: ServiceContext,
  unit: (name: string, origin: SpecPath, objects: readonly (KubernetesObject | undefined)[]) => DesiredUnit,
): readonly DesiredUnit[] {
  const { name, origin, database } = context.service;
  return [
    unit(name, origin, serviceObjects(context)),
    ...(database
      ? [
          unit(databaseUnitOf(name), origin, [
            ...databaseObjects(context),
            ...backupObjects(context),
            ...databaseRules(context),
          ]),
        ]
      : []),
    ...(usesTopics(context.service)
      ? [unit(messagingUnitOf(name), origin, [...messagingObjects(context), ...messagingRules(context)])]
      : []),
  ];
}

/** What everything else of the environment stands in. */
function platformObjects(context: EnvironmentContext): readonly (KubernetesObject | undefined)[] {
  const metadata = platformMetadata(context, PLATFORM_UNIT);
  const demands = podDemandsOf(context.environment);
  return [
    ...namespaces(context),
    defaultDeny(context, context.environment.namespace),
    limitRange(metadata, demands),
    resourceQuota(metadata, demands),
    ...priorityClasses(context),
    ...storageClasses(context),
    secretStore(context),
    ...backupSharedObjects(context),
  ];
}

/** One service: who it is, what it is told, what runs, how it is reached, how it is watched. */
function serviceObjects(context: ServiceContext): readonly (KubernetesObject | undefined)[] {
  return [
    serviceAccount(context),
    configMap(context),
    ...externalSecrets(context),
    deployment(context),
    horizontalPodAutoscaler(context),
    podDisruptionBudget(context),
    service(context),
    ...ingresses(context),
    ...networkPolicies(context),
    ...serviceMonitoringObjects(context),
    ...serviceRules(context),
    serviceDashboard(context),
  ];
}
