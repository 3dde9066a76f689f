import type { KubernetesObject } from "../desired.ts";
import type { EnvironmentContext, ServiceContext } from "../kubernetes/context.ts";

/** Rules about a service: its objectives, its replicas, its pods. In the unit of the service. */
export const serviceRules = (_context: ServiceContext): KubernetesObject | undefined => undefined;

/** Rules about the database of a service and its backups. In the unit of the database. */
export const databaseRules = (_context: ServiceContext): KubernetesObject | undefined => undefined;

/** Rules about what a service reads: how long its consumer groups are behind. In the unit of its messaging. */
export const messagingRules = (_context: ServiceContext): KubernetesObject | undefined => undefined;

/** Rules about the brokers. */
export const kafkaRules = (_context: EnvironmentContext): KubernetesObject | undefined => undefined;

/** Rules about the cluster and about the watchers themselves. */
export const monitoringRules = (_context: EnvironmentContext): KubernetesObject | undefined => undefined;

/** Rules about logs on their way and at rest. */
export const loggingRules = (_context: EnvironmentContext): KubernetesObject | undefined => undefined;
