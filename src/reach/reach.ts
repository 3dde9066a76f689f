import { compareText } from "../diagnostics/diagnostic.ts";
import type { KubernetesObject } from "../resources/desired.ts";
import { type PodPort, type PodSet, podsOf } from "./pods.ts";
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
  const outgoing = openings();
  const incoming = openings();
  const outside = new Map<string, Outside>();

  for (const self of pods) {
    const own = policies.filter(
      ({ namespace, podSelector }) => namespace === self.namespace && selects(podSelector, self.labels),
    );
    for (const direction of ["egress", "ingress"] as const) {
      const isOut = direction === "egress";
      const governing = own.filter(({ policyTypes }) => policyTypes.includes(isOut ? "Egress" : "Ingress"));
      const rules: readonly Rule[] = governing.length === 0 ? [{}] : governing.flatMap((policy) => policy[direction]);
      for (const rule of rules) {
        const peers = isOut ? rule.to : rule.from;
        for (const other of pods) {
          if (other === self || (peers !== undefined && !peers.some((peer) => admits(peer, self, other)))) continue;
          if (isOut) outgoing.add(self, other, portsOf(rule, other));
          else incoming.add(other, self, portsOf(rule, self));
        }
        for (const { ipBlock } of peers ?? []) {
          if (ipBlock === undefined) continue;
          for (const port of tcpPorts(rule)?.map((entry) => Number(entry.port)) ?? [undefined]) {
            const { cidr, except = [] } = ipBlock;
            const entry = { pod: nameOf(self), direction, cidr, except, port };
            outside.set(JSON.stringify(entry), entry);
          }
        }
      }
    }
  }

  const connections: Connection[] = [];
  const halfOpen: HalfOpen[] = [];
  for (const from of pods) {
    for (const to of pods) {
      const [out, into] = [outgoing.of(from, to), incoming.of(from, to)];
      for (const port of new Set([...out.ports, ...into.ports, ...(out.all && into.all ? to.ports.map(portOf) : [])])) {
        const ends = { from: nameOf(from), to: nameOf(to), port };
        const [leaves, enters] = [out.all || out.ports.has(port), into.all || into.ports.has(port)];
        if (leaves && enters) connections.push(ends);
        // A rule for all ports says of no port that it is meant.
        else halfOpen.push({ ...ends, closedBy: leaves ? "to" : "from" });
      }
    }
  }
  return {
    connections: connections.toSorted(compareConnections),
    halfOpen: halfOpen.toSorted(compareConnections),
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

const tcpPorts = ({ ports }: Rule) => (ports === undefined || ports.length === 0 ? undefined : ports.filter(isTcp));

/** The ports of the end that is reached which a rule opens, undefined for all; a name means what the pod calls so. */
const portsOf = (rule: Rule, to: PodSet): readonly number[] | undefined =>
  tcpPorts(rule)?.flatMap(({ port }) =>
    typeof port === "number" ? [port] : to.ports.filter(({ name }) => port === undefined || name === port).map(portOf),
  );

const portOf = ({ port }: PodPort): number => port;
const nameOf = ({ namespace, name }: PodSet): string => `${namespace}/${name}`;

const compareConnections = (a: Connection, b: Connection): number =>
  compareText(a.from, b.from) || compareText(a.to, b.to) || a.port - b.port;

/** Ports that one end admits. */
interface Opening {
  all: boolean;
  readonly ports: Set<number>;
}

/** What one direction's policies admit, by both ends. */
function openings() {
  const byEnds = new Map<PodSet, Map<PodSet, Opening>>();
  const none: Opening = { all: false, ports: new Set() };
  return {
    of: (from: PodSet, to: PodSet): Opening => byEnds.get(from)?.get(to) ?? none,
    add: (from: PodSet, to: PodSet, ports: readonly number[] | undefined): void => {
      const row = byEnds.get(from) ?? new Map<PodSet, Opening>();
      const opening = row.get(to) ?? { all: false, ports: new Set<number>() };
      if (ports === undefined) opening.all = true;
      else for (const port of ports) opening.ports.add(port);
      byEnds.set(from, row.set(to, opening));
    },
  };
}
