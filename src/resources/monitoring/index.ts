import type { KubernetesObject } from "../desired.ts";
import type { EnvironmentContext, ServiceContext } from "../kubernetes/context.ts";

/** Prometheus, Alertmanager, Grafana and the exporters of the cluster. */
export const monitoringObjects = (_context: EnvironmentContext): readonly KubernetesObject[] => [];

/** How a service is watched: what is scraped, what is recorded and alerted, its dashboard. */
export const serviceMonitoringObjects = (_context: ServiceContext): readonly KubernetesObject[] => [];
