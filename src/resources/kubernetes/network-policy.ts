import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import type { INetworkPolicyEgressRule } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule";
import type { INetworkPolicyIngressRule } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicyIngressRule";
import { type Edge, serviceNode } from "../../graph/graph.ts";
import { selectorLabels } from "../../naming/labels.ts";
import type { KubernetesObject } from "../desired.ts";
import { type Component, componentMetadata } from "./component.ts";
import type { EnvironmentContext, ServiceContext } from "./context.ts";
import { defineObject } from "./define-object.ts";
import { platformMetadata, serviceMetadata } from "./metadata.ts";
import { databasePeerOf, egressPeersOf, ingressPeerOf, poolerPeerOf } from "./network-peers.ts";
import type { Peers } from "./peers.ts";

/** Beside the name of the unit, so that no service's policy can have it. */
const DEFAULT_DENY = "platform-default-deny";

/** Closes a namespace: what no other policy opens stays shut, for pods nobody thought of too. */
export function defaultDeny(context: EnvironmentContext, namespace: string): KubernetesObject {
  return defineObject(NetworkPolicy, {
    metadata: { ...platformMetadata(context, DEFAULT_DENY), namespace },
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  });
}

/**
 * Opens to a service what the graph says that it reaches, and who reaches it (FF25–FF30, law 4): one rule for each
 * peer, in the order of the graph. A policy without rules for a direction closes it.
 *
 * Policies add up. What each environment answers differently, the subnets of the load balancer and where the database
 * runs, has policies of its own, so that all other rules are the same everywhere and a new call is one hunk in a diff.
 */
export function networkPolicies(context: ServiceContext): readonly KubernetesObject[] {
  const { graph, service } = context;
  const node = serviceNode(service.name);
  const [exposes, incoming] = partition(graph.to(node), "exposes");
  const [stores, outgoing] = partition(graph.from(node), "stores");
  const fromLoadBalancer = exposes.map((edge) => ingressPeerOf(context, edge));
  const toDatabase = stores.flatMap(() => [databasePeerOf(context), poolerPeerOf(context)]);
  // No service's name has a dot.
  return [
    policy(context, service.name, {
      Ingress: incoming.map((edge) => ingressPeerOf(context, edge)),
      Egress: egressPeersOf(context, outgoing),
    }),
    ...(fromLoadBalancer.length > 0
      ? [policy(context, `${service.name}.load-balancer`, { Ingress: fromLoadBalancer })]
      : []),
    ...(toDatabase.length > 0 ? [policy(context, `${service.name}.database`, { Egress: toDatabase })] : []),
  ];
}

function partition(edges: readonly Edge[], kind: Edge["kind"]): readonly [readonly Edge[], readonly Edge[]] {
  return [edges.filter((edge) => edge.kind === kind), edges.filter((edge) => edge.kind !== kind)];
}

/** Whom a policy lets in and out; a direction without anybody in it is closed, one that is left out stays as it is. */
export interface Directions {
  readonly Ingress?: readonly Peers[];
  readonly Egress?: readonly Peers[];
}

const policy = (context: ServiceContext, name: string, directions: Directions): KubernetesObject =>
  policyOf(serviceMetadata(context, name), selectorLabels(context.service.name), directions);

/**
 * The policy of a component's pods, under the component's name.
 *
 * @param labels of its pods, where an operator chooses them
 * @param name where it has a policy of that name already
 */
export const componentPolicy = (
  context: EnvironmentContext,
  component: Component,
  directions: Directions,
  labels: Readonly<Record<string, string>> = selectorLabels(component.name),
  name: string = component.name,
): KubernetesObject => policyOf(componentMetadata(context, component, name), labels, directions);

function policyOf(
  metadata: KubernetesObject["metadata"],
  matchLabels: Readonly<Record<string, string>>,
  directions: Directions,
): KubernetesObject {
  const ingress = reachable(directions.Ingress).map(
    ({ peers, ports }): INetworkPolicyIngressRule => ({ from: [...peers], ports: [...ports] }),
  );
  const egress = reachable(directions.Egress).map(
    ({ peers, ports }): INetworkPolicyEgressRule => ({
      to: [...peers],
      ports: ports.length > 0 ? [...ports] : undefined,
    }),
  );
  return defineObject(NetworkPolicy, {
    metadata,
    spec: {
      podSelector: { matchLabels },
      policyTypes: Object.keys(directions) as (keyof Directions)[],
      ingress: ingress.length > 0 ? ingress : undefined,
      egress: egress.length > 0 ? egress : undefined,
    },
  });
}

/** A rule without peers would admit everybody. */
const reachable = (all: readonly Peers[] = []): readonly Peers[] => all.filter(({ peers }) => peers.length > 0);
