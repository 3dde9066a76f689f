import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import type { INetworkPolicyEgressRule } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule";
import type { INetworkPolicyIngressRule } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicyIngressRule";
import { serviceNode } from "../../graph/graph.ts";
import { selectorLabels } from "../../naming/labels.ts";
import type { KubernetesObject } from "../desired.ts";
import type { EnvironmentContext, ServiceContext } from "./context.ts";
import { defineObject } from "./define-object.ts";
import { platformMetadata, serviceMetadata } from "./metadata.ts";
import { egressPeersOf, ingressPeerOf } from "./network-peers.ts";

/** Beside the name of the unit, so that no service's policy can have it. */
const DEFAULT_DENY = "platform-default-deny";

/** Closes the namespace: what no other policy opens stays shut, for pods nobody thought of too. */
export function defaultDeny(context: EnvironmentContext): KubernetesObject {
  return defineObject(NetworkPolicy, {
    metadata: platformMetadata(context, DEFAULT_DENY),
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  });
}

/**
 * Opens to a service what the graph says that it reaches, and who reaches it (FF25–FF30, law 4): one rule for each
 * peer, in the order of the graph. A policy without rules for a direction closes it.
 */
export function networkPolicy(context: ServiceContext): KubernetesObject {
  const { graph, service } = context;
  const node = serviceNode(service.name);
  const ingress = graph.to(node).flatMap((edge): INetworkPolicyIngressRule[] => {
    const { peers, ports } = ingressPeerOf(context, edge);
    return peers.length === 0 ? [] : [{ from: [...peers], ports: [...ports] }];
  });
  const egress = egressPeersOf(context, graph.from(node)).map(
    ({ peers, ports }): INetworkPolicyEgressRule => ({ to: [...peers], ports: [...ports] }),
  );
  return defineObject(NetworkPolicy, {
    metadata: serviceMetadata(context),
    spec: {
      podSelector: { matchLabels: selectorLabels(service.name) },
      policyTypes: ["Ingress", "Egress"],
      ingress: ingress.length > 0 ? ingress : undefined,
      egress: egress.length > 0 ? egress : undefined,
    },
  });
}
