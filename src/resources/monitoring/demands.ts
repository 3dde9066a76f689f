import type { Environment } from "../../model/platform.ts";
import { ALERTMANAGER, GRAFANA, KUBE_STATE_METRICS, PROMETHEUS, PROMETHEUS_QUERY } from "../../naming/names.ts";
import { type ContainerResources, containerOf, type PodDemand } from "../peak.ts";

const MEBIBYTE = 2 ** 20;

export const prometheusContainerOf = ({ monitoring: { resources } }: Environment): ContainerResources =>
  containerOf(resources.cpu, resources.memory / MEBIBYTE, 128);

/** Beside Prometheus and Alertmanager: tells them that their configuration changed. */
export const configReloaderContainer = containerOf(10, 64);

export const alertmanagerContainer = containerOf(20, 128);

export const grafanaContainer = containerOf(100, 512, 256);

/** Beside Grafana: writes ConfigMaps with dashboards to files. */
export const dashboardWatcherContainer = containerOf(20, 128);

export const kubeStateMetricsContainer = containerOf(50, 256);

/** Whether the targets are divided, so that no single Prometheus has all series. */
export const isSharded = ({ monitoring }: Environment): boolean => monitoring.shards > 1;

/** Two in production know of each other what they sent. */
export const alertmanagerReplicasOf = ({ tier }: Environment): number => (tier === "prod" ? 2 : 1);

/** Prometheus, Alertmanager, Grafana and kube-state-metrics. Their pods are replaced one by one, none is added first. */
export function monitoringDemandsOf(environment: Environment): readonly PodDemand[] {
  const { shards, replicas } = environment.monitoring;
  const prometheus = { container: prometheusContainerOf(environment), sidecars: [configReloaderContainer] };
  return [
    { workload: PROMETHEUS, pods: shards * replicas, ...prometheus },
    ...(isSharded(environment) ? [{ workload: PROMETHEUS_QUERY, pods: replicas, ...prometheus }] : []),
    {
      workload: ALERTMANAGER,
      pods: alertmanagerReplicasOf(environment),
      container: alertmanagerContainer,
      sidecars: [configReloaderContainer],
    },
    { workload: GRAFANA, pods: 1, container: grafanaContainer, sidecars: [dashboardWatcherContainer] },
    { workload: KUBE_STATE_METRICS, pods: 1, container: kubeStateMetricsContainer },
  ];
}
