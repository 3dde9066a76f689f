import type { INetworkPolicyPeer } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer";
import type { INetworkPolicyPort } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort";
import {
  AWS_API_PORT,
  CLUSTER_DNS,
  NODE_LOCAL_DNS,
  POD_IDENTITY_AGENT,
  SPECIAL_RANGES,
} from "../../catalog/cluster-network.ts";
import { brokerLabels } from "../../catalog/kafka.ts";
import { CNPG_CLUSTER_LABEL } from "../../catalog/postgresql.ts";
import { PROMETHEUS_LABELS } from "../../catalog/prometheus.ts";
import type { Edge } from "../../graph/graph.ts";
import { selectorLabels } from "../../naming/labels.ts";
import { databaseOf, kafkaClusterOf } from "../../naming/names.ts";
import { type Cidr, containsCidr, formatCidr, PRIVATE_RANGES, parseCidr } from "../../schema/cidr.ts";
import type { ServiceContext } from "./context.ts";

/** Who is at the other end of an edge, and the ports of the end that is reached. */
export interface Peers {
  readonly peers: readonly INetworkPolicyPeer[];
  readonly ports: readonly INetworkPolicyPort[];
}

const NAMESPACE_NAME = "kubernetes.io/metadata.name";

const tcp = (port: number): INetworkPolicyPort => ({ port, protocol: "TCP" });
const pods = (matchLabels: Readonly<Record<string, string>>): INetworkPolicyPeer => ({ podSelector: { matchLabels } });
const podsOf = (namespace: string, labels: Readonly<Record<string, string>>): INetworkPolicyPeer => ({
  namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: namespace } },
  ...pods(labels),
});
const blocks = (cidrs: readonly Cidr[]): INetworkPolicyPeer[] =>
  cidrs.map((cidr) => ({ ipBlock: { cidr: formatCidr(cidr) } }));

/** Who opens connections to a service along an edge. */
export function ingressPeerOf({ environment }: ServiceContext, { kind, from, port = 0 }: Edge): Peers {
  const ports = [tcp(port)];
  switch (kind) {
    case "calls":
      return { peers: [pods(selectorLabels(from.slice("service:".length)))], ports };
    case "exposes":
      // The load balancer is no pod: it comes from its own subnets (FF29).
      return { peers: blocks(environment.subnets.map((zone) => zone.public)), ports };
    case "scrapes":
      return { peers: [podsOf(environment.observabilityNamespace, PROMETHEUS_LABELS)], ports };
    default:
      return { peers: [], ports };
  }
}

/** What a service opens connections to, beside its database: each callee, the brokers, and the hosts outside, by port. */
export function egressPeersOf(context: ServiceContext, edges: readonly Edge[]): readonly Peers[] {
  const { service } = context;
  const usesBuckets = service.buckets.length > 0;
  const usesTopics = edges.some(({ kind }) => kind === "publishes" || kind === "consumes");
  const outside = new Set(edges.filter(({ kind }) => kind === "egress").map(({ port = 0 }) => port));
  if (usesBuckets) outside.add(AWS_API_PORT);
  return [
    ...(edges.some(({ kind }) => kind === "resolves") ? [dns(context)] : []),
    ...edges
      .filter(({ kind }) => kind === "calls")
      .map(({ to, port = 0 }) => ({ peers: [pods(selectorLabels(to.slice("service:".length)))], ports: [tcp(port)] })),
    ...(usesTopics ? [brokers(context, edges)] : []),
    ...(usesBuckets
      ? [{ peers: [{ ipBlock: { cidr: POD_IDENTITY_AGENT.address } }], ports: [tcp(POD_IDENTITY_AGENT.port)] }]
      : []),
    ...[...outside].toSorted((a, b) => a - b).map((port) => ({ peers: [internet(context)], ports: [tcp(port)] })),
  ];
}

/** Over TCP too: an answer that does not fit into a datagram comes that way (FF25). */
function dns({ environment }: ServiceContext): Peers {
  const { namespace, labels, port } = CLUSTER_DNS;
  return {
    peers: [
      podsOf(namespace, labels),
      ...(environment.cluster.nodeLocalDns ? [{ ipBlock: { cidr: NODE_LOCAL_DNS } }] : []),
    ],
    ports: [{ port, protocol: "UDP" }, tcp(port)],
  };
}

/** Where the environment runs the database of a service. */
export function databasePeerOf({ environment, service }: ServiceContext, { port = 0 }: Edge): Peers {
  const ports = [tcp(port)];
  const name = databaseOf(service.name);
  switch (environment.database?.engine) {
    case "rds":
      return { peers: blocks(environment.subnets.map((zone) => zone.database)), ports };
    case "cnpg":
      return { peers: [pods({ [CNPG_CLUSTER_LABEL]: name })], ports };
    case "statefulset":
      return { peers: [pods(selectorLabels(name))], ports };
    case undefined:
      return { peers: [], ports };
  }
}

/** One rule however many topics there are: all brokers, since any of them may lead a partition. */
function brokers({ platform }: ServiceContext, edges: readonly Edge[]): Peers {
  const ports = new Set(
    edges.filter(({ kind }) => kind === "publishes" || kind === "consumes").map(({ port = 0 }) => port),
  );
  return { peers: [pods(brokerLabels(kafkaClusterOf(platform.name)))], ports: [...ports].map(tcp) };
}

/**
 * Every address that is not ours or special: a policy cannot name a host, whose addresses change. The VPC lies within
 * the private ranges; the addresses of Services might not.
 */
function internet({ environment }: ServiceContext): INetworkPolicyPeer {
  const special = SPECIAL_RANGES.flatMap((range) => parseCidr(range) ?? []);
  const usual = [...special, ...PRIVATE_RANGES];
  const { serviceCidr } = environment.cluster;
  const isCovered = usual.some((range) => containsCidr(range, serviceCidr));
  const except = [...usual, ...(isCovered ? [] : [serviceCidr])].toSorted((a, b) => a.address - b.address);
  return { ipBlock: { cidr: "0.0.0.0/0", except: except.map(formatCidr) } };
}
