import type { Environment } from "../model/platform.ts";
import { backupDemandsOf } from "./backups/demands.ts";
import { databaseDemandsOf } from "./databases/demands.ts";
import { loggingDemandsOf } from "./logging/demands.ts";
import { messagingDemandsOf } from "./messaging/demands.ts";
import { monitoringDemandsOf } from "./monitoring/demands.ts";
import { containerResourcesOf, largestScaleOf, type PodDemand, surgeOf } from "./peak.ts";

/**
 * What runs in the namespace of the services when every service is at its most replicas and all are updated at once
 * (FF05, FF06), with the databases, their backups and the brokers. Pods that are on their way out count until they are gone: while they do,
 * an update at the peak waits.
 */
export const podDemandsOf = (environment: Environment): readonly PodDemand[] => [
  ...environment.services.map((service) => {
    const replicas = largestScaleOf(service);
    return {
      workload: service.name,
      pods: replicas + surgeOf(service.rollout.maxSurge, replicas),
      container: containerResourcesOf(service),
    };
  }),
  ...databaseDemandsOf(environment),
  ...backupDemandsOf(environment),
  ...messagingDemandsOf(environment),
];

/** What runs in the namespace of the watchers. */
export const observabilityDemandsOf = (environment: Environment): readonly PodDemand[] => [
  ...monitoringDemandsOf(environment),
  ...loggingDemandsOf(environment),
];
