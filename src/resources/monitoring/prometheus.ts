import { Prometheus } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Prometheus";
import { imageReference, PROMETHEUS_IMAGE } from "../../catalog/images.ts";
import {
  ALERTMANAGER_PORT,
  PROMETHEUS_LABELS,
  PROMETHEUS_PORT,
  prometheusLabels,
  SHARD_LABEL,
} from "../../catalog/prometheus.ts";
import type { Environment } from "../../model/platform.ts";
import { ALERTMANAGER, PROMETHEUS, PROMETHEUS_QUERY, prometheusShardOf } from "../../naming/names.ts";
import { formatDuration } from "../../schema/quantity.ts";
import type { KubernetesObject } from "../desired.ts";
import { type Component, componentMetadata } from "../kubernetes/component.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { componentBudget } from "../kubernetes/pod-disruption-budget.ts";
import { scheduling } from "../kubernetes/scheduling.ts";
import { componentService } from "../kubernetes/service.ts";
import { prometheusComponent, queryComponent, watcher } from "./components.ts";
import { isSharded, prometheusContainerOf } from "./demands.ts";
import { podMonitor, SCRAPE_INTERVAL } from "./monitors.ts";
import { operatedPods, withVolumes } from "./operated-pods.ts";

const MEBIBYTE = 2 ** 20;

/** The part of the volume that blocks and log may fill; compaction needs room for another block. */
const FILLED = 0.85;

/** Samples of one target at once. More is a mistake, such as a label with the id of a user; then that target alone is lost. */
const SAMPLE_LIMIT = 100_000;

/** The pods that know all series, which people and Grafana ask. */
export const podsThatAnswer = (environment: Environment): Readonly<Record<string, string>> =>
  prometheusLabels(isSharded(environment) ? PROMETHEUS_QUERY : PROMETHEUS);

/**
 * Prometheus. With `shards` the operator divides the targets among as many instances, and none of them has all series:
 * not those that a rule joins, nor can one tell a target that is gone from one that another instance has. So the
 * instances then scrape and keep only, and one more, `prometheus-query`, reads from all of them (Prometheus' own remote
 * read), evaluates the rules and answers Grafana. Whoever asks the Service `prometheus` always sees everything.
 *
 * The address that decides on the instance is left to the operator, since it divides most evenly that way.
 *
 * @see https://prometheus-operator.dev/docs/platform/sharding/
 */
export function prometheusObjects(context: EnvironmentContext): readonly KubernetesObject[] {
  const component = prometheusComponent(context);
  const sharded = isSharded(context.environment);
  const { storage } = context.environment.monitoring;
  return [
    withVolumes(scraper(context, component), storage),
    componentBudget(context, component),
    ...(sharded
      ? [
          withVolumes(querier(context), storage),
          componentBudget(context, queryComponent(context), prometheusLabels(PROMETHEUS_QUERY)),
          ...shardServices(context),
        ]
      : []),
    componentService(context, component, [PROMETHEUS_PORT], podsThatAnswer(context.environment)),
    podMonitor(context, component, { port: PROMETHEUS_PORT.name, job: PROMETHEUS, selector: PROMETHEUS_LABELS }),
  ];
}

/** What scrapes, and evaluates where it has all series. */
function scraper(context: EnvironmentContext, component: Component): KubernetesObject {
  const { environment } = context;
  const monitorNamespaceSelector = ourNamespaces(context);
  return defineObject(Prometheus, {
    metadata: componentMetadata(context, component),
    spec: {
      ...prometheusPods(context, component),
      automountServiceAccountToken: true,
      shards: environment.monitoring.shards,
      scrapeInterval: SCRAPE_INTERVAL,
      scrapeClasses: [
        {
          name: "default",
          default: true,
          relabelings: [
            { action: "replace", targetLabel: "environment", replacement: environment.name },
            // The operator puts the Kubernetes Service there. With us it is a service of the platform: its monitor sets it afterwards.
            { action: "labeldrop", regex: "service" },
          ],
        },
      ],
      serviceDiscoveryRole: "EndpointSlice",
      serviceMonitorSelector: {},
      serviceMonitorNamespaceSelector: monitorNamespaceSelector,
      podMonitorSelector: {},
      podMonitorNamespaceSelector: monitorNamespaceSelector,
      enforcedSampleLimit: SAMPLE_LIMIT,
      ...(isSharded(environment) ? WITHOUT_EXTERNAL_LABELS : rulesAndAlerts(context)),
    },
  });
}

/** What a shard answers to a remote read carries its external labels; then the same series would differ by shard. */
const WITHOUT_EXTERNAL_LABELS = { prometheusExternalLabelName: "", replicaExternalLabelName: "" };

/** What sees all shards. */
function querier(context: EnvironmentContext): KubernetesObject {
  const component = queryComponent(context);
  return defineObject(Prometheus, {
    metadata: componentMetadata(context, component),
    spec: {
      ...prometheusPods(context, component),
      automountServiceAccountToken: false,
      // It scrapes nothing. Without any selector the operator would take the configuration for somebody else's.
      probeSelector: {},
      remoteRead: shardsOf(context).map((shard) => ({
        url: `http://${prometheusShardOf(shard)}:${PROMETHEUS_PORT.port}/api/v1/read`,
        // Its own samples are those of rules, so what is recent is not here either.
        readRecent: true,
        filterExternalLabels: false,
      })),
      ...rulesAndAlerts(context),
    },
  });
}

const shardsOf = ({ environment }: EnvironmentContext): readonly number[] =>
  Array.from({ length: environment.monitoring.shards }, (_, shard) => shard);

const shardServices = (context: EnvironmentContext): readonly KubernetesObject[] =>
  shardsOf(context).map((shard) =>
    componentService(context, watcher(context, prometheusShardOf(shard)), [PROMETHEUS_PORT], {
      ...prometheusLabels(PROMETHEUS),
      [SHARD_LABEL]: String(shard),
    }),
  );

function prometheusPods(context: EnvironmentContext, component: Component) {
  const { environment } = context;
  const { retention, storage, replicas } = environment.monitoring;
  return {
    image: imageReference(PROMETHEUS_IMAGE),
    version: PROMETHEUS_IMAGE.tag.slice(1),
    replicas,
    retention: formatDuration(retention),
    retentionSize: `${Math.floor((storage * FILLED) / MEBIBYTE)}MiB`,
    walCompression: true,
    serviceAccountName: PROMETHEUS,
    ...scheduling(context, component.name, "high", prometheusLabels(component.name)),
    ...operatedPods(context, component, prometheusContainerOf(environment)),
  };
}

/** The rules of all our namespaces, and where their alerts go. An alert of no series has the labels of its Prometheus. */
const rulesAndAlerts = (context: EnvironmentContext) => ({
  evaluationInterval: SCRAPE_INTERVAL,
  ruleSelector: {},
  ruleNamespaceSelector: ourNamespaces(context),
  externalLabels: { cluster: context.environment.cluster.name, environment: context.environment.name },
  alerting: {
    alertmanagers: [
      {
        apiVersion: "v2" as const,
        name: ALERTMANAGER,
        namespace: context.environment.observabilityNamespace,
        port: ALERTMANAGER_PORT.name,
      },
    ],
  },
});

/** The platform's own namespaces, by a label that they have in every environment. */
const ourNamespaces = ({ platform }: EnvironmentContext) => ({
  matchLabels: { "app.kubernetes.io/part-of": platform.name },
});
