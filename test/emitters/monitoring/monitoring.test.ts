import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { monitoring } from "../../../src/emitters/monitoring/index.ts";
import { worldsOf } from "../../../src/emitters/monitoring/worlds.ts";
import { RULE_TESTS_PATH, RULES_PATH } from "../../../src/naming/paths.ts";
import { type Alert, ruleUnitsOf } from "../../../src/resources/rules/index.ts";
import { spec, specText } from "../../arbitraries/spec.ts";
import { type Compiled, tester } from "../../tester.ts";

const SPECS = 15;

// biome-ignore lint/suspicious/noExplicitAny: what a file holds is what is tested
function emitted({ platform, environments }: Compiled): Readonly<Record<string, any>> {
  if (platform === undefined) throw new Error("a spec with errors");
  const { value } = monitoring.emit({ platform, environments, fileOf: () => "spec.yaml" });
  return Object.fromEntries(value.map(({ path, body }) => [path, parse(body)]));
}

describe("rule files", () => {
  test(`hold together what each environment's cluster gets, no more and no less (${SPECS} random specs)`, () => {
    fc.assert(
      fc.property(spec, (data) => {
        const compiled = tester.platform(specText(data));
        const files = emitted(compiled);
        for (const { environment, units } of compiled.environments) {
          for (const { name, objects } of units) {
            const groups = objects
              .filter(({ kind }) => kind === "PrometheusRule")
              .flatMap((object) => (object.spec as { groups: readonly { name: string }[] }).groups);
            const found = [`${name}.yaml`, `${name}.${environment.name}.yaml`].flatMap(
              (path) => files[`${RULES_PATH}/${path}`]?.groups ?? [],
            );
            const byName = (list: readonly { name: string }[]) =>
              Object.fromEntries(list.map((group) => [group.name, group]));
            expect(byName(found)).toEqual(byName(groups));
            expect(found).toHaveLength(groups.length);
          }
        }
      }),
      { numRuns: SPECS },
    );
  });

  test("have one copy of what is the same in all environments", () => {
    const rules = Object.keys(emitted(twoEnvironments())).filter((path) => path.startsWith(RULES_PATH));
    expect(rules.filter((path) => path.startsWith(`${RULES_PATH}/web`))).toEqual([
      `${RULES_PATH}/web.dev.yaml`,
      `${RULES_PATH}/web.prod.yaml`,
      `${RULES_PATH}/web.yaml`,
    ]);
    const files = emitted(twoEnvironments());
    const names = (path: string) => files[`${RULES_PATH}/${path}`].groups.map(({ name }: { name: string }) => name);
    expect(names("web.yaml")).toContain("web.tickets");
    expect(names("web.prod.yaml")).toEqual(["web.pages"]);
    expect(names("web.dev.yaml")).toEqual(["web.pages"]);
  });
});

describe("rule tests", () => {
  test("test each alert that has an example, once", () => {
    const compiled = twoEnvironments();
    const files = emitted(compiled);
    const tested = Object.entries(files)
      .filter(([path]) => path.startsWith(RULE_TESTS_PATH))
      .flatMap(([path, { tests }]) =>
        tests.flatMap(({ name }: { name: string }) =>
          name.startsWith("fires: ")
            ? name
                .slice("fires: ".length)
                .split(", ")
                .map((alert) => `${path} ${alert}`)
            : [],
        ),
      );
    expect(new Set(tested).size).toBe(tested.length);
    const [platform, prod] = [
      compiled.platform,
      compiled.environments.find(({ environment }) => environment.tier === "prod"),
    ];
    if (platform === undefined || prod === undefined) throw new Error("no production");
    const expected = ruleUnitsOf({ platform, ...prod }).flatMap(({ unit, rules }) =>
      rules.alerts.map(({ name, labels = {} }) => [unit, [name, ...Object.values(labels)].join(" ")] as const),
    );
    expect(expected.length).toBeGreaterThan(40);
    for (const [unit, title] of expected) {
      const found = tested.filter((one) => new RegExp(`/${unit}(?:\\.prod)?\\.yaml ${title}$`).test(one));
      expect(found, `${unit} ${title}`).toHaveLength(1);
    }
  });

  test("load the rules that they are about, all of which are there", () => {
    const files = emitted(twoEnvironments());
    for (const [path, { rule_files: names }] of Object.entries(files)) {
      if (!path.startsWith(RULE_TESTS_PATH)) continue;
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) {
        const target = new URL(name, `file:///${path}`).pathname.slice(1);
        expect(Object.keys(files)).toContain(target);
      }
    }
  });
});

describe("worlds", () => {
  const alert = (name: string, fires: Record<string, string>, silent: Record<string, string>): Alert => ({
    name,
    expr: "up",
    for: "1m",
    severity: "warning",
    summary: "",
    description: "",
    runbook: { meaning: "", checks: [], causes: [] },
    example: { fires, silent: [silent] },
  });

  test("hold as many examples as agree about every series", () => {
    const worlds = worldsOf([
      alert("A", { up: "0" }, { up: "1" }),
      alert("B", { down: "1", up: "0" }, { down: "0" }),
      alert("C", { up: "1" }, { up: "1" }),
    ]);
    expect(worlds.map(({ alerts, fires, series }) => [alerts.map(({ name }) => name).join(""), fires, series])).toEqual(
      [
        ["AB", true, { up: "0", down: "1" }],
        ["C", true, { up: "1" }],
        ["ABC", false, { up: "1", down: "0" }],
      ],
    );
  });

  test("hold no two rules of the same name, which nobody could tell apart", () => {
    expect(worldsOf([alert("A", { up: "0" }, {}), alert("A", { up: "0" }, {})])).toHaveLength(4);
  });
});

function twoEnvironments(): Compiled {
  const parts = JSON.parse(
    tester.specOf({
      services: {
        web: {
          slo: { availability: 99.9, latency: { under: "1s", target: 95 } },
          database: { size: "10Gi" },
          consumes: ["orders"],
        },
        shop: { publishes: ["orders"] },
      },
      topics: { orders: { partitions: 12 } },
    }),
  );
  const { prod } = parts.environments;
  parts.environments.dev = {
    ...prod,
    tier: "nonprod",
    aws: { ...prod.aws, account: "111111111111", cidr: "10.10.0.0/16", domain: "dev.shop.example" },
    cluster: { ...prod.cluster, name: "shop-dev" },
  };
  parts.releases.dev = { web: { tag: "main" }, shop: { tag: "main" } };
  return tester.platform(JSON.stringify(parts));
}
