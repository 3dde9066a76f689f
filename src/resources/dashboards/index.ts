import { dashboardConfigMapOf, MONITORING_UNIT } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata } from "../kubernetes/component.ts";
import type { EnvironmentContext, ServiceContext } from "../kubernetes/context.ts";
import { serviceMetadata } from "../kubernetes/metadata.ts";
import { dashboardConfigMap } from "./config-map.ts";
import { dashboard } from "./dashboard.ts";
import { databases } from "./databases.ts";
import { kafka } from "./kafka.ts";
import { logs } from "./logs.ts";
import { microservices } from "./microservices.ts";
import { serviceDashboardSpec } from "./service.ts";
import { systemOverview } from "./system-overview.ts";

/** ConfigMaps with the dashboards of the platform; they ask Prometheus who is there, so no service is named in them. */
export function platformDashboards(context: EnvironmentContext): readonly KubernetesObject[] {
  const { platform, environment } = context;
  const parts = {
    databases: environment.database !== undefined,
    kafka: environment.kafka !== undefined,
    logging: environment.logging !== undefined,
  };
  const component = {
    name: MONITORING_UNIT,
    namespace: environment.observabilityNamespace,
    owner: platform.owner,
  };
  return [
    systemOverview(parts),
    microservices(platform.name, parts),
    ...(parts.databases ? [databases(platform.name, parts)] : []),
    ...(parts.kafka ? [kafka(platform.name, parts)] : []),
    ...(parts.logging ? [logs(parts)] : []),
  ].map((spec) =>
    dashboardConfigMap(
      componentMetadata(context, component, dashboardConfigMapOf(spec.uid)),
      "Platform",
      dashboard(spec),
    ),
  );
}

/** The ConfigMap with the dashboard of a service. Without metrics of its own it shows what the cluster says of its pods. */
export function serviceDashboard(context: ServiceContext): KubernetesObject {
  const spec = serviceDashboardSpec(context);
  return dashboardConfigMap(serviceMetadata(context, dashboardConfigMapOf(spec.uid)), "Services", dashboard(spec));
}
