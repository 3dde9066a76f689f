import type { KubernetesObject } from "../desired.ts";
import type { EnvironmentContext, ServiceContext } from "../kubernetes/context.ts";

/** The brokers of an environment. */
export const kafkaObjects = (_context: EnvironmentContext): readonly KubernetesObject[] => [];

/** The topics of a service, and its user with what that may do. */
export const messagingObjects = (_context: ServiceContext): readonly KubernetesObject[] => [];
