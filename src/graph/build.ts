import { KAFKA_PORTS } from "../catalog/kafka.ts";
import { DATABASE_PORT } from "../catalog/postgresql.ts";
import { compareText, type Diagnostic, type PassResult } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import type { Environment, Platform, Service } from "../model/platform.ts";
import { hostOf } from "../naming/names.ts";
import { components } from "./components.ts";
import { type Edge, type Graph, type NodeId, serviceNode } from "./graph.ts";

/**
 * Input:     one environment of the resolved platform.
 * Output:    its dependency graph.
 * Guarantee: both ends of every edge exist; no circle of required calls is left without an error.
 */
export function buildGraph(platform: Platform, environment: Environment): PassResult<Graph> {
  const byName = new Map(environment.services.map((service) => [service.name, service]));
  const edges = environment.services.flatMap((service) => edgesOf(byName, service));
  const names = [...byName.keys()];
  const callees = (name: string) => (byName.get(name)?.calls ?? []).map((call) => call.service);
  const order = components(names, callees);
  const groupOf = new Map(order.flatMap((members, index) => members.map((name) => [name, index] as const)));
  const graph: Graph = {
    nodes: [...new Set(edges.flatMap(({ from, to }) => [from, to]).concat(names.map(serviceNode)))].toSorted(
      compareText,
    ),
    edges,
    from: lookup(edges, "from"),
    to: lookup(edges, "to"),
    order,
    cycles: order.filter((group) => group.length > 1),
    isWithinCircle: (caller, callee) => groupOf.get(caller) === groupOf.get(callee),
  };
  const diagnostics = [
    ...readinessCycles(platform, byName),
    ...hostConflicts(platform, environment),
    ...topicEnds(platform, environment),
  ];
  return { value: graph, diagnostics };
}

function edgesOf(byName: ReadonlyMap<string, Service>, service: Service): Edge[] {
  const from = serviceNode(service.name);
  const { origin } = service;
  const edges: Edge[] = [{ kind: "resolves", from, to: "dns", port: 53, required: true, origin }];
  for (const call of service.calls) {
    const port = byName.get(call.service)?.port;
    if (port === undefined) continue;
    edges.push({
      kind: "calls",
      from,
      to: serviceNode(call.service),
      port,
      required: call.required,
      origin: call.origin,
    });
  }
  for (const { topic, origin: declared } of service.publishes) {
    edges.push({
      kind: "publishes",
      from,
      to: `topic:${topic}`,
      port: KAFKA_PORTS.clients,
      required: true,
      origin: declared,
    });
  }
  for (const { topic, origin: declared } of service.consumes) {
    edges.push({
      kind: "consumes",
      from,
      to: `topic:${topic}`,
      port: KAFKA_PORTS.clients,
      required: true,
      origin: declared,
    });
  }
  if (service.database) {
    edges.push({
      kind: "stores",
      from,
      to: `database:${service.name}`,
      port: DATABASE_PORT,
      required: true,
      origin: [...origin, "database"],
    });
  }
  for (const { host, port, origin: declared } of service.egress) {
    edges.push({ kind: "egress", from, to: `host:${host}:${port}`, port, required: true, origin: declared });
  }
  if (service.expose) {
    edges.push({
      kind: "exposes",
      from: "internet",
      to: from,
      port: service.port,
      required: true,
      origin: [...origin, "expose"],
    });
  }
  if (service.metrics) {
    edges.push({ kind: "scrapes", from: "prometheus", to: from, port: service.metrics.port, required: false, origin });
  }
  return edges;
}

function lookup(edges: readonly Edge[], end: "from" | "to"): (node: NodeId) => readonly Edge[] {
  const index = Map.groupBy(edges, (edge) => edge[end]);
  return (node) => index.get(node) ?? [];
}

function readinessCycles(platform: Platform, byName: ReadonlyMap<string, Service>): Diagnostic[] {
  const required = (name: string) => (byName.get(name)?.calls ?? []).filter((call) => call.required);
  const groups = components([...byName.keys()], (name) => required(name).map((call) => call.service));
  return groups.flatMap((group) => {
    if (group.length < 2) return [];
    const circle = circleIn(group, (name) => required(name).map((call) => call.service));
    const places = circle.flatMap((name, index) => {
      const next = circle[(index + 1) % circle.length];
      return required(name)
        .filter((call) => call.service === next)
        .slice(0, 1);
    });
    const [first, ...others] = places.map((call) => platform.locate(call.origin));
    const related = others.map((location) => ({ message: "and this call", location }));
    return [report("graph/readiness-cycle", { services: circle }, { at: first, related })];
  });
}

/** A shortest way from the group's first member back to itself. */
function circleIn(group: readonly string[], successors: (name: string) => readonly string[]): readonly string[] {
  const [start = ""] = group;
  const members = new Set(group);
  const ways: (readonly string[])[] = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of successors(way.at(-1) ?? "")) {
      if (next === start) return way;
      if (!members.has(next) || seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return group;
}

function hostConflicts(platform: Platform, environment: Environment): Diagnostic[] {
  const taken = new Map<string, Service>();
  const diagnostics: Diagnostic[] = [];
  for (const service of environment.services) {
    for (const path of service.expose?.paths ?? []) {
      const host = hostOf(service.expose?.host ?? "@", environment.aws.domain);
      const other = taken.get(host + path);
      // One that a service lists twice is a duplicate entry.
      if (other === undefined || other === service) {
        taken.set(host + path, service);
        continue;
      }
      const related = [
        { message: `${other.name} is exposed here`, location: platform.locate([...other.origin, "expose"]) },
      ];
      const at = platform.locate([...service.origin, "expose"]);
      diagnostics.push(report("graph/host-conflict", { host, path, other: other.name }, { at, related }));
    }
  }
  return diagnostics;
}

function topicEnds(platform: Platform, environment: Environment): Diagnostic[] {
  // A definition that was left out may be the other end.
  if (!platform.complete) return [];
  const written = new Set(environment.services.flatMap(({ publishes }) => publishes.map(({ topic }) => topic)));
  const read = new Set(environment.services.flatMap(({ consumes }) => consumes.map(({ topic }) => topic)));
  return environment.topics.flatMap(({ name, origin }) => {
    const at = platform.locate(origin, "key");
    return [
      ...(read.has(name) ? [] : [report("graph/unread-topic", { topic: name }, { at })]),
      ...(written.has(name) ? [] : [report("graph/unwritten-topic", { topic: name }, { at })]),
    ];
  });
}
