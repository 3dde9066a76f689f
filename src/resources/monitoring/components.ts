import {
  ALERTMANAGER,
  GRAFANA,
  KUBE_STATE_METRICS,
  NODE_AGENTS_NAMESPACE,
  NODE_EXPORTER,
  PROMETHEUS,
  PROMETHEUS_QUERY,
} from "../../naming/names.ts";
import type { Component } from "../kubernetes/component.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";

/** A part of the watchers; all belong to the platform's owner. */
export const watcher = ({ platform, environment }: EnvironmentContext, name: string): Component => ({
  name,
  namespace: environment.observabilityNamespace,
  owner: platform.owner,
});

export const prometheusComponent = (context: EnvironmentContext) => watcher(context, PROMETHEUS);
export const queryComponent = (context: EnvironmentContext) => watcher(context, PROMETHEUS_QUERY);
export const alertmanagerComponent = (context: EnvironmentContext) => watcher(context, ALERTMANAGER);
export const grafanaComponent = (context: EnvironmentContext) => watcher(context, GRAFANA);
export const kubeStateMetricsComponent = (context: EnvironmentContext) => watcher(context, KUBE_STATE_METRICS);

export const nodeExporterComponent = ({ platform }: EnvironmentContext): Component => ({
  name: NODE_EXPORTER,
  namespace: NODE_AGENTS_NAMESPACE,
  owner: platform.owner,
});
