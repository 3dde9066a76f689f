import type { INetworkPolicyPeer } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer";
import type { INetworkPolicyPort } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort";
import {
  AWS_API_PORT,
  CLUSTER_DNS,
  NODE_LOCAL_DNS,
  POD_IDENTITY_AGENT,
  SPECIAL_RANGES,
} from "../../catalog/cluster-network.ts";
import { prometheusLabels } from "../../catalog/prometheus.ts";
import type { Environment } from "../../model/platform.ts";
import { PROMETHEUS } from "../../naming/names.ts";
import { type Cidr, formatCidr, PRIVATE_RANGES, parseCidr } from "../../schema/cidr.ts";

/** Who is at the other end of a connection, and the ports of the end that is reached. */
export interface Peers {
  readonly peers: readonly INetworkPolicyPeer[];
  /** On the way out none means all, for who reaches many pods; what lets them in still names its port. */
  readonly ports: readonly INetworkPolicyPort[];
}

const NAMESPACE_NAME = "kubernetes.io/metadata.name";

export const tcp = (port: number): INetworkPolicyPort => ({ port, protocol: "TCP" });

/** Pods of the policy's own namespace. */
export const pods = (matchLabels: Readonly<Record<string, string>>): INetworkPolicyPeer => ({
  podSelector: { matchLabels },
});

/** All pods of a namespace. */
export const namespacePods = (namespace: string): INetworkPolicyPeer => ({
  namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: namespace } },
});

/** Pods of another namespace. */
export const podsOf = (namespace: string, labels: Readonly<Record<string, string>>): INetworkPolicyPeer => ({
  ...namespacePods(namespace),
  ...pods(labels),
});

export const blocks = (cidrs: readonly Cidr[]): INetworkPolicyPeer[] =>
  cidrs.map((cidr) => ({ ipBlock: { cidr: formatCidr(cidr) } }));

/** Over TCP too: an answer that does not fit into a datagram comes that way (FF25). */
export function dns({ cluster }: Environment): Peers {
  const { namespace, labels, port } = CLUSTER_DNS;
  return {
    peers: [podsOf(namespace, labels), ...(cluster.nodeLocalDns ? [{ ipBlock: { cidr: NODE_LOCAL_DNS } }] : [])],
    ports: [{ port, protocol: "UDP" }, tcp(port)],
  };
}

/** Prometheus, at the port where something is measured: the one that scrapes, not one that only reads it. */
export const scraper = ({ observabilityNamespace }: Environment, port: number): Peers => ({
  peers: [podsOf(observabilityNamespace, prometheusLabels(PROMETHEUS))],
  ports: [tcp(port)],
});

/** Hands a pod the credentials of its identity. */
export const POD_IDENTITY: Peers = {
  peers: [{ ipBlock: { cidr: POD_IDENTITY_AGENT.address } }],
  ports: [tcp(POD_IDENTITY_AGENT.port)],
};

/**
 * S3 and STS, which have public addresses in every environment (`catalog/vpc-endpoints.ts`), with the identity to use
 * them (FF30).
 */
export const AWS_APIS: readonly Peers[] = [POD_IDENTITY, internet(AWS_API_PORT)];

/** Interface endpoints, to which names of AWS's APIs lead in environments that have them; nothing else is there. */
export const awsEndpoints = ({ aws, subnets }: Environment): Peers => ({
  peers: aws.interfaceEndpoints ? blocks(subnets.map((zone) => zone.endpoint)) : [],
  ports: [tcp(AWS_API_PORT)],
});

/**
 * Kubernetes' API server: its interfaces in the cluster's subnets, and the address of the Service `kubernetes`, the
 * first of the range, which the CNI may see before it is translated.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/
 */
export function apiServer({ cluster, subnets }: Environment): Peers {
  const service = { address: cluster.serviceCidr.address + 1, prefix: 32 };
  return { peers: blocks([service, ...subnets.map((zone) => zone.cluster)]), ports: [tcp(443)] };
}

/**
 * Every address that is not ours or special: a policy cannot name a host, whose addresses change. The VPC and the
 * addresses of Services lie within the private ranges (`network/service-range`).
 */
export function internet(port: number): Peers {
  const special = SPECIAL_RANGES.flatMap((range) => parseCidr(range) ?? []);
  const except = [...special, ...PRIVATE_RANGES].toSorted((a, b) => a.address - b.address);
  return {
    peers: [{ ipBlock: { cidr: "0.0.0.0/0", except: except.map(formatCidr) } }],
    ports: [tcp(port)],
  };
}
