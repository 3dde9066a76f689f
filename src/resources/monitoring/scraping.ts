import { KUBELET_PORT, NODE_EXPORTER_PORT } from "../../catalog/cluster-network.ts";
import { type OperatorMetrics, operatorMetrics } from "../../catalog/operator-metrics.ts";
import { ALERTMANAGER_PORT, PROMETHEUS_LABELS, PROMETHEUS_PORT, prometheusLabels } from "../../catalog/prometheus.ts";
import { compareText } from "../../diagnostics/diagnostic.ts";
import { selectorLabels } from "../../naming/labels.ts";
import {
  ALERTMANAGER,
  GRAFANA,
  KUBELET_SERVICE,
  NODE_AGENTS_NAMESPACE,
  PROMETHEUS,
  PROMETHEUS_QUERY,
} from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { componentPolicy } from "../kubernetes/network-policy.ts";
import { apiServer, blocks, dns, namespacePods, type Peers, pods, podsOf, tcp } from "../kubernetes/peers.ts";
import { componentAccount } from "../kubernetes/service-account.ts";
import { operatorsOf } from "../operators/index.ts";
import { clusterAccess, namespaceAccess } from "./access.ts";
import { prometheusComponent, queryComponent } from "./components.ts";
import { isSharded } from "./demands.ts";

/** An operator of the environment that says how it is. */
export interface WatchedOperator extends OperatorMetrics {
  readonly name: string;
  readonly namespace: string;
}

export const watchedOperatorsOf = (context: EnvironmentContext): readonly WatchedOperator[] =>
  operatorsOf(context).flatMap(({ name, namespace }) => {
    const metrics = operatorMetrics.get(name);
    return metrics === undefined ? [] : [{ ...metrics, name, namespace }];
  });

/** What Prometheus looks for in a namespace that it scrapes: no more than the targets themselves. */
const DISCOVERY = [
  { apiGroups: [""], resources: ["pods", "services"], verbs: ["get", "list", "watch"] },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["get", "list", "watch"] },
];

/** What may be scraped: the rights to find it, and the way to it (FF28). The other end of each way opens its own port. */
export function scrapingObjects(context: EnvironmentContext): readonly KubernetesObject[] {
  const component = prometheusComponent(context);
  return [
    componentAccount(context, component),
    // The kubelets ask the API server whether the token that they are shown may read metrics.
    ...clusterAccess(context, component, [{ apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] }]),
    ...scrapedNamespacesOf(context).flatMap((namespace) => namespaceAccess(context, component, namespace, DISCOVERY)),
    ...prometheusPolicies(context),
  ];
}

function scrapedNamespacesOf(context: EnvironmentContext): readonly string[] {
  const { namespace, observabilityNamespace } = context.environment;
  const operators = watchedOperatorsOf(context).map((operator) => operator.namespace);
  return [
    ...new Set([namespace, observabilityNamespace, NODE_AGENTS_NAMESPACE, KUBELET_SERVICE.namespace, ...operators]),
  ].toSorted(compareText);
}

function prometheusPolicies(context: EnvironmentContext): readonly KubernetesObject[] {
  const { environment } = context;
  const { namespace, observabilityNamespace, subnets } = environment;
  const toAlertmanager: Peers = { peers: [pods(selectorLabels(ALERTMANAGER))], ports: [tcp(ALERTMANAGER_PORT.port)] };
  const ports = [tcp(PROMETHEUS_PORT.port)];
  // They scrape each other; with shards, the one that sees all reads the others so, and is the one that is asked.
  const each: Peers = { peers: [pods(PROMETHEUS_LABELS)], ports };
  const asked: Peers = { peers: [pods(selectorLabels(GRAFANA)), pods(PROMETHEUS_LABELS)], ports };
  // Which pods of these namespaces have metrics, and where, changes with every service; each of them lets Prometheus in
  // at that port alone, so nothing more is open than there is to scrape, and this policy names no service (law 10).
  const targets: Peers[] = [
    { peers: [namespace, observabilityNamespace, NODE_AGENTS_NAMESPACE].map(namespacePods), ports: [] },
    // The kubelets and node-exporter have the addresses of their nodes.
    { peers: blocks(subnets.map((zone) => zone.private)), ports: [tcp(KUBELET_PORT), tcp(NODE_EXPORTER_PORT)] },
    ...watchedOperatorsOf(context).map((operator) => ({
      peers: [podsOf(operator.namespace, operator.pods)],
      ports: [tcp(operator.number)],
    })),
  ];
  const policy = {
    Ingress: [isSharded(environment) ? each : asked],
    Egress: [dns(environment), apiServer(environment), ...targets, toAlertmanager],
  };
  const toShards: Peers = { peers: [pods(prometheusLabels(PROMETHEUS))], ports };
  return [
    componentPolicy(context, prometheusComponent(context), policy),
    ...(isSharded(environment)
      ? [
          componentPolicy(
            context,
            queryComponent(context),
            { Ingress: [asked], Egress: [dns(environment), toShards, toAlertmanager] },
            prometheusLabels(PROMETHEUS_QUERY),
          ),
        ]
      : []),
  ];
}
