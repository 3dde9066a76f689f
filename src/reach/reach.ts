import { compareText } from "../diagnostics/diagnostic.ts";
import type { KubernetesObject } from "../resources/desired.ts";
import { type PodSet, podsOf } from "./pods.ts";
import { type LabelSelector, selects } from "./selectors.ts";

/** That pods of one workload can open a connection to pods of another. Workloads as `<namespace>/<name>`. */
export interface Connection {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

/** A connection that one end's policies admit and the other's do not: it fails, and somebody thinks that it works. */
export interface HalfOpen extends Connection {
  readonly closedBy: "from" | "to";
}

/** Addresses that are no pods', which the pods of a workload can open connections to (egress) or be reached from. */
export interface Outside {
  readonly pod: string;
  readonly direction: "ingress" | "egress";
  readonly cidr: string;
  readonly except: readonly string[];
  /** Undefined: every port. */
  readonly port: number | undefined;
}

/** Who can reach whom. */
export interface Reach {
  readonly connections: readonly Connection[];
  readonly halfOpen: readonly HalfOpen[];
  readonly outside: readonly Outside[];
}

interface Peer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port?: number | string; readonly protocol?: string }[];
}

interface Policy {
  readonly namespace: string;
  readonly podSelector: LabelSelector;
  readonly policyTypes: readonly string[];
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
}

/**
 * Input:     manifests of one cluster, whoever wrote them.
 * Output:    which pods can open TCP connections to which, by the NetworkPolicies alone.
 * Guarantee: what the API's semantics say: policies add up, a direction without a policy is open, and both ends must admit.
 *
 * Pods with their node's address are left out: no pod selector reaches them.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function reachOf(objects: readonly KubernetesObject[]): Reach {
  const pods = podsOf(objects).filter(({ usesHostNetwork }) => !usesHostNetwork);
  const namespaces = new Map(
    objects.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => [metadata.name, metadata.labels ?? {}]),
  );
  const labelsOf = (namespace: string) => ({
    ...namespaces.get(namespace),
    "kubernetes.io/metadata.name": namespace,
  });
  const policies = objects.filter(({ kind }) => kind === "NetworkPolicy").map(policyOf);
  const outgoing = new Set<string>();
  const incoming = new Set<string>();
  const outside = new Map<string, Outside>();

  for (const self of pods) {
    const own = policies.filter(
      ({ namespace, podSelector }) => namespace === self.namespace && selects(podSelector, self.labels),
    );
    for (const direction of ["egress", "ingress"] as const) {
      const governing = own.filter(({ policyTypes }) =>
        policyTypes.includes(direction === "egress" ? "Egress" : "Ingress"),
      );
      const rules: readonly Rule[] = governing.length === 0 ? [{}] : governing.flatMap((policy) => policy[direction]);
      for (const rule of rules) {
        const peers = direction === "egress" ? rule.to : rule.from;
        for (const other of pods) {
          if (other === self || (peers !== undefined && !peers.some((peer) => admits(peer, self, other)))) continue;
          const [from, to] = direction === "egress" ? [self, other] : [other, self];
          for (const port of portsOf(rule, to))
            (direction === "egress" ? outgoing : incoming).add(keyOf(from, to, port));
        }
        for (const { ipBlock } of peers ?? []) {
          if (ipBlock === undefined) continue;
          for (const port of rule.ports?.filter(isTcp).map(({ port }) => Number(port)) ?? [undefined]) {
            const { cidr, except = [] } = ipBlock;
            const entry = { pod: nameOf(self), direction, cidr, except, port };
            outside.set(JSON.stringify(entry), entry);
          }
        }
      }
    }
  }

  const all = [...new Set([...outgoing, ...incoming])].toSorted(compareText);
  const both = all.filter((key) => outgoing.has(key) && incoming.has(key));
  return {
    connections: both.map(connectionOf),
    halfOpen: all
      .filter((key) => outgoing.has(key) !== incoming.has(key))
      .map((key) => ({ ...connectionOf(key), closedBy: outgoing.has(key) ? ("to" as const) : ("from" as const) })),
    outside: [...outside].toSorted(([a], [b]) => compareText(a, b)).map(([, entry]) => entry),
  };

  function admits({ podSelector, namespaceSelector, ipBlock }: Peer, self: PodSet, other: PodSet): boolean {
    if (ipBlock !== undefined) return false;
    const isThere =
      namespaceSelector === undefined
        ? other.namespace === self.namespace
        : selects(namespaceSelector, labelsOf(other.namespace));
    return isThere && (podSelector === undefined || selects(podSelector, other.labels));
  }
}

function policyOf({ metadata, spec }: KubernetesObject): Policy {
  const { podSelector = {}, policyTypes, ingress = [], egress = [] } = spec as Partial<Policy>;
  return {
    namespace: metadata.namespace ?? "default",
    podSelector,
    policyTypes: policyTypes ?? ["Ingress", ...(egress.length > 0 ? ["Egress"] : [])],
    ingress,
    egress,
  };
}

const isTcp = ({ protocol = "TCP" }: { readonly protocol?: string }): boolean => protocol === "TCP";

/** The ports of the end that is reached which a rule opens; a name means what the pod calls so. */
function portsOf({ ports }: Rule, to: PodSet): readonly number[] {
  if (ports === undefined) return to.ports.map(({ port }) => port);
  return ports.filter(isTcp).flatMap(({ port }) => {
    if (typeof port === "number") return [port];
    return to.ports.filter(({ name }) => port === undefined || name === port).map((entry) => entry.port);
  });
}

const nameOf = ({ namespace, name }: PodSet): string => `${namespace}/${name}`;
const keyOf = (from: PodSet, to: PodSet, port: number): string => `${nameOf(from)} ${nameOf(to)} ${port}`;

function connectionOf(key: string): Connection {
  const [from = "", to = "", port = ""] = key.split(" ");
  return { from, to, port: Number(port) };
}
