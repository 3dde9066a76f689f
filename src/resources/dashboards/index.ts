import type { KubernetesObject } from "../desired.ts";
import type { EnvironmentContext, ServiceContext } from "../kubernetes/context.ts";

/** ConfigMaps with the dashboards of the platform; they ask Prometheus who is there, so no service is named in them. */
export const platformDashboards = (_context: EnvironmentContext): readonly KubernetesObject[] => [];

/** The ConfigMap with the dashboard of a service; undefined where the service serves no metrics. */
export const serviceDashboard = (_context: ServiceContext): KubernetesObject | undefined => undefined;
