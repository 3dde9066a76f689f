import { OBSERVABILITY_NAMESPACE, SECRET_STORE } from "../../naming/names.ts";
import { observabilityDemandsOf } from "../demands.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata } from "../kubernetes/component.ts";
import type { EnvironmentContext, ServiceContext } from "../kubernetes/context.ts";
import { limitRange } from "../kubernetes/limit-range.ts";
import { metricsPortOf } from "../kubernetes/ports.ts";
import { resourceQuota } from "../kubernetes/resource-quota.ts";
import { secretStoreOf } from "../kubernetes/secret-store.ts";
import { alertmanagerObjects } from "./alertmanager.ts";
import { clusterMonitors } from "./cluster-monitors.ts";
import { watcher } from "./components.ts";
import { grafanaObjects } from "./grafana.ts";
import { kubeStateMetricsObjects } from "./kube-state-metrics.ts";
import { serviceMonitor } from "./monitors.ts";
import { nodeExporterObjects } from "./node-exporter.ts";
import { prometheusObjects } from "./prometheus.ts";
import { scrapingObjects } from "./scraping.ts";

/** Prometheus, Alertmanager, Grafana and the exporters of the cluster, and what bounds the namespace of the watchers. */
export function monitoringObjects(context: EnvironmentContext): readonly KubernetesObject[] {
  const shared = watcher(context, OBSERVABILITY_NAMESPACE);
  const demands = observabilityDemandsOf(context.environment);
  return [
    limitRange(componentMetadata(context, shared), demands),
    resourceQuota(componentMetadata(context, shared), demands),
    secretStoreOf(context, componentMetadata(context, shared, SECRET_STORE)),
    ...scrapingObjects(context),
    ...prometheusObjects(context),
    ...alertmanagerObjects(context),
    ...grafanaObjects(context),
    ...kubeStateMetricsObjects(context),
    ...nodeExporterObjects(context),
    ...clusterMonitors(context),
  ];
}

/** What of a service is scraped: its metrics, on the port that it says, as a job of its name. */
export function serviceMonitoringObjects(context: ServiceContext): readonly KubernetesObject[] {
  const { environment, service } = context;
  const port = metricsPortOf(service);
  if (service.metrics === undefined || port === undefined) return [];
  const component = { name: service.name, namespace: environment.namespace, owner: service.owner };
  return [
    serviceMonitor(context, component, {
      port: port.name,
      path: service.metrics.path,
      job: service.name,
      labels: { service: service.name },
    }),
  ];
}
