import { components } from "../../graph/components.ts";
import { type Graph, serviceNode } from "../../graph/graph.ts";
import { PLATFORM_UNIT } from "../../naming/names.ts";
import type { Operator } from "../../resources/operators/index.ts";

/**
 * Waves of the Applications below one root. Numbers are far apart so that a wave between two others renumbers none.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
 */
export const WAVES = {
  /** Certificates of the other operators' webhooks. */
  certificates: -80,
  /** Operators with their CRDs, some of which `platform` holds objects of already. */
  operators: -60,
  /** Namespaces, quotas, default-deny: what everything else stands in. */
  platform: -40,
  /** Operators that are given their rights in those namespaces alone. */
  namespacedOperators: -30,
  /** Databases and the brokers. */
  data: -20,
  /** Topics and users, which need the brokers. */
  topics: -10,
  /** Services that call nobody; each level of callers is one higher. */
  services: 10,
  /** What watches the others, after any depth of calls. */
  watchers: 1000,
} as const;

/**
 * The wave of each unit: data before the services, and a service after those that it calls (FF42).
 *
 * A wave waits until what was before it is healthy, so within a circle of calls only the required ones count; required
 * calls form no circle.
 */
export function syncWaves(graph: Graph): (unit: string) => number {
  const levels = levelsOf(graph);
  return (unit) => {
    const level = levels.get(unit);
    if (level !== undefined) return WAVES.services + level;
    if (unit === PLATFORM_UNIT) return WAVES.platform;
    if (unit.startsWith("databases/") || unit === "messaging/kafka") return WAVES.data;
    if (unit.startsWith("messaging/")) return WAVES.topics;
    return WAVES.watchers;
  };
}

/** The wave of an operator: before every unit that has objects of its kinds (FF42). */
export function operatorWave({ stage }: Pick<Operator, "stage">): number {
  switch (stage) {
    case "certificates":
      return WAVES.certificates;
    case "cluster":
      return WAVES.operators;
    case "namespaces":
      return WAVES.namespacedOperators;
  }
}

function levelsOf(graph: Graph): ReadonlyMap<string, number> {
  const names = graph.order.flat();
  const callees = new Map(
    names.map((name) => {
      const calls = graph.from(serviceNode(name)).flatMap(({ kind, to, required }) => {
        const callee = to.slice("service:".length);
        const counts = kind === "calls" && (required || !graph.isWithinCircle(name, callee));
        return counts ? [callee] : [];
      });
      return [name, calls] as const;
    }),
  );
  const levels = new Map<string, number>();
  for (const group of components(names, (name) => callees.get(name) ?? [])) {
    const below = group.flatMap((name) => callees.get(name) ?? []).map((callee) => levels.get(callee) ?? -1);
    for (const name of group) levels.set(name, Math.max(-1, ...below) + 1);
  }
  return levels;
}
