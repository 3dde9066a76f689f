import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { apiGroupsOf } from "../../src/catalog/charts.ts";
import { groupOf } from "../../src/catalog/cluster-scoped-kinds.ts";
import { operatorWave, syncWaves } from "../../src/emitters/argocd/sync-waves.ts";
import type { CompiledEnvironment } from "../../src/emitters/emitter.ts";
import { type Operator, operatorsOf } from "../../src/resources/operators/index.ts";
import { spec, specText } from "../arbitraries/spec.ts";
import { tester } from "../tester.ts";
import { compileSample, SAMPLES } from "./compiled.ts";

/** API groups that every API server has. */
const BUILT_IN = new Set([
  "",
  "apps",
  "autoscaling",
  "batch",
  "networking.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
]);

/** Built-in kinds that do nothing without an add-on. */
const SERVED_BY: Readonly<Record<string, readonly string[]>> = {
  "networking.k8s.io/Ingress": ["aws-load-balancer-controller", "external-dns"],
  "autoscaling/HorizontalPodAutoscaler": ["metrics-server"],
};

/** There where a node group has room between its fewest and its most nodes, whatever objects there are. */
const AUTOSCALER = "cluster-autoscaler";

interface Sample {
  readonly compiled: CompiledEnvironment;
  readonly operators: readonly Operator[];
}

const kindsOf = (units: CompiledEnvironment["units"]): ReadonlySet<string> =>
  new Set(units.flatMap(({ objects }) => objects.map(({ apiVersion, kind }) => `${groupOf(apiVersion)}/${kind}`)));

const groupsIn = (kinds: Iterable<string>): ReadonlySet<string> =>
  new Set([...kinds].map((kind) => kind.split("/")[0] ?? "").filter((group) => !BUILT_IN.has(group)));

/** What an operator's chart uses of other operators. */
const groupsUsedBy = ({ chart }: Operator) => groupsIn(chart.kinds);

describe("FF42: every kind has its operator in time, and no operator is there for nothing", () => {
  const samples: Sample[] = [];

  beforeAll(() => {
    const add = ({ platform, environments }: ReturnType<typeof tester.platform>) => {
      if (platform === undefined) throw new Error("the spec has errors");
      for (const compiled of environments)
        samples.push({ compiled, operators: operatorsOf({ platform, ...compiled }) });
    };
    for (const entry of SAMPLES) add(compileSample(entry) as never);
    // Groups of a fixed size beside one with room, and alone.
    for (const max of [3, 6])
      add(
        tester.platform(
          tester.specOf({
            services: { web: {} },
            environment: {
              cluster: {
                nodes: {
                  apps: { instance: "m7i.4xlarge", min: 3, max: 3 },
                  extra: { instance: "m7i.4xlarge", min: 3, max },
                },
              },
            },
          }),
        ),
      );
    fc.assert(
      fc.property(spec, (data) => add(tester.platform(specText(data)))),
      { numRuns: 40 },
    );
  });

  const each = (check: (sample: Sample) => void): void => {
    expect(samples.length).toBeGreaterThan(40);
    for (const sample of samples) check(sample);
  };

  test("closed: each API group that is not built in comes with an operator of the same environment, and with one only", () => {
    const seen = new Set<string>();
    each(({ compiled, operators }) => {
      const used = [...groupsIn(kindsOf(compiled.units)), ...operators.flatMap((one) => [...groupsUsedBy(one)])];
      for (const group of used) {
        seen.add(group);
        const providers = operators.filter(({ chart }) => apiGroupsOf(chart).has(group));
        expect(providers, `${group} in ${compiled.environment.name}`).toHaveLength(1);
      }
    });
    expect([...seen]).toContain("monitoring.coreos.com");
  });

  test("each kind that is not built in has a CRD of a chart", () => {
    each(({ compiled, operators }) => {
      const crds = operators.flatMap(({ chart }) => chart.crds);
      for (const type of kindsOf(compiled.units)) {
        const [group = "", kind = ""] = type.split("/");
        if (BUILT_IN.has(group)) continue;
        const plurals = ["s", "es"].map((ending) => `${kind.toLowerCase()}${ending}.${group}`);
        expect(
          crds.filter((name) => plurals.includes(name)),
          type,
        ).toHaveLength(1);
      }
    });
  });

  test("each add-on that a built-in kind needs is there", () =>
    each(({ compiled, operators }) => {
      for (const kind of kindsOf(compiled.units))
        expect(operators.map(({ name }) => name)).toEqual(expect.arrayContaining([...(SERVED_BY[kind] ?? [])]));
    }));

  test("minimal: each operator has an object of the environment, or an operator, that needs it", () =>
    each(({ compiled, operators }) => {
      const kinds = kindsOf(compiled.units);
      const used = new Set([...groupsIn(kinds), ...operators.flatMap((one) => [...groupsUsedBy(one)])]);
      const asked = new Set([AUTOSCALER, ...[...kinds].flatMap((kind) => SERVED_BY[kind] ?? [])]);
      const idle = operators.filter(
        ({ name, chart }) => !asked.has(name) && ![...apiGroupsOf(chart)].some((group) => used.has(group)),
      );
      expect(idle.map(({ name }) => `${name} in ${compiled.environment.name}`)).toEqual([]);
    }));

  test("nodes: what adds them is there exactly where a group has room for more", () => {
    const seen = new Set<boolean>();
    each(({ compiled: { environment }, operators }) => {
      const hasRoom = Object.values(environment.cluster.nodes).some(({ min, max }) => max > min);
      expect(operators.some(({ name }) => name === AUTOSCALER)).toBe(hasRoom);
      seen.add(hasRoom);
    });
    expect(seen.size).toBe(2);
  });

  test("order: an operator is healthy before the first object of its kinds, and before the operators that use it", () =>
    each(({ compiled, operators }) => {
      const waveOf = syncWaves(compiled.graph);
      const users = [
        ...compiled.units.map((unit) => ({
          name: unit.name,
          wave: waveOf(unit.name),
          groups: groupsIn(kindsOf([unit])),
        })),
        ...operators.map((one) => ({ name: one.name, wave: operatorWave(one), groups: groupsUsedBy(one) })),
      ];
      for (const { name, wave, groups } of users) {
        const providers = operators.filter(({ chart }) => [...groups].some((group) => apiGroupsOf(chart).has(group)));
        for (const provider of providers)
          expect(operatorWave(provider), `${provider.name} before ${name}`).toBeLessThan(wave);
      }
    }));

  test("order: what an operator is given in a namespace comes after the namespace", () =>
    each(({ compiled, operators }) => {
      const waveOf = syncWaves(compiled.graph);
      for (const operator of operators.filter(({ reaches }) => reaches.length > 0))
        expect(operatorWave(operator)).toBeGreaterThan(waveOf("platform"));
    }));

  test("order: platform, then brokers and databases, then topics, then services, then what watches", () =>
    each(({ compiled: { graph, units, environment } }) => {
      const waveOf = syncWaves(graph);
      const ranks = [
        (name: string) => name === "platform",
        (name: string) => name.startsWith("databases/") || name === "messaging/kafka",
        (name: string) => name.startsWith("messaging/") && name !== "messaging/kafka",
        (name: string) => environment.services.some((service) => service.name === name),
        (name: string) => name === "monitoring" || name === "logging",
      ];
      const rankOf = (name: string) => ranks.findIndex((belongs) => belongs(name));
      for (const { name } of units) expect(rankOf(name), name).toBeGreaterThanOrEqual(0);
      for (const { name: a } of units)
        for (const { name: b } of units)
          if (rankOf(a) < rankOf(b)) expect(waveOf(a), `${a}, ${b}`).toBeLessThan(waveOf(b));
    }));

  test("an operator's values and chart do not depend on the environment, and what does is not said twice", () => {
    const leaves = (value: unknown, path = ""): string[] =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.entries(value).flatMap(([key, below]) => leaves(below, `${path}.${key}`))
        : [path];
    const byName = new Map<string, Operator>();
    each(({ operators }) => {
      for (const operator of operators) {
        const { values, chart } = byName.get(operator.name) ?? operator;
        expect({ values: operator.values, chart: operator.chart }).toEqual({ values, chart });
        byName.set(operator.name, operator);
        const fixed = new Set(leaves(operator.values));
        expect(leaves(operator.environmentValues).filter((path) => fixed.has(path))).toEqual([]);
      }
    });
    expect(byName.size).toBeGreaterThanOrEqual(9);
  });
});
