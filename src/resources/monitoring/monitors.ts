import { PodMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor";
import type { IComGithubPrometheusOperatorPrometheusOperatorPkgApisMonitoringV1RelabelConfig as RelabelConfig } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/RelabelConfig";
import { ServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor";
import { selectorLabels } from "../../naming/labels.ts";
import type { KubernetesObject } from "../desired.ts";
import { type Component, componentMetadata } from "../kubernetes/component.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";

/** How often Prometheus asks; every `for` and `rate` of the rules is a multiple. */
export const SCRAPE_INTERVAL = "30s";

/** What a monitor scrapes, and as what. */
export interface Target {
  /** Name of the port of the Service or container. */
  readonly port: string;
  /** @default /metrics */
  readonly path?: string;
  /** Value of the label `job` of every series: rules and dashboards select by it. See docs/metrics.md. */
  readonly job: string;
  /** Further labels of every series, such as `database`. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Labels of the Service or pods. @default those that select the component's pods */
  readonly selector?: Readonly<Record<string, string>>;
  /** Where the Service or pods are. @default the namespace of the component */
  readonly namespace?: string;
  /** Labels of the source win over Prometheus' own; for exporters that speak of others, such as kube-state-metrics. */
  readonly honorLabels?: boolean;
  /** Further relabelings of the target, before the labels above. */
  readonly relabelings?: readonly RelabelConfig[];
  readonly metricRelabelings?: readonly RelabelConfig[];
}

/** Pods may also be asked at the number of a port that has no name. */
export type PodTarget = Omit<Target, "port"> & { readonly port: string | number };

/** Scrapes the pods behind a Service. */
export const serviceMonitor = (context: EnvironmentContext, component: Component, target: Target): KubernetesObject =>
  defineObject(ServiceMonitor, {
    metadata: componentMetadata(context, component),
    spec: {
      ...selectorsOf(component, target),
      endpoints: [endpointOf(target)],
    },
  });

/** Scrapes pods that no Service leads to. */
export const podMonitor = (
  context: EnvironmentContext,
  component: Component,
  { port, ...target }: PodTarget,
): KubernetesObject =>
  defineObject(PodMonitor, {
    metadata: componentMetadata(context, component),
    spec: {
      ...selectorsOf(component, target),
      podMetricsEndpoints: [{ ...(typeof port === "string" ? { port } : { portNumber: port }), ...scrapeOf(target) }],
    },
  });

const selectorsOf = (
  component: Component,
  { selector = selectorLabels(component.name), namespace }: Omit<Target, "port">,
) => ({
  selector: { matchLabels: { ...selector } },
  namespaceSelector: namespace === undefined ? undefined : { matchNames: [namespace] },
});

export const endpointOf = ({ port, ...target }: Target) => ({ port, ...scrapeOf(target) });

function scrapeOf({ path = "/metrics", job, labels = {}, ...target }: Omit<Target, "port">) {
  const fixed = Object.entries({ job, ...labels }).map(
    ([targetLabel, replacement]): RelabelConfig => ({ action: "replace", targetLabel, replacement }),
  );
  return {
    path,
    interval: SCRAPE_INTERVAL,
    honorLabels: target.honorLabels,
    relabelings: [...(target.relabelings ?? []), ...fixed],
    metricRelabelings: target.metricRelabelings && [...target.metricRelabelings],
  };
}
