import { describe, expect, test } from "vitest";
import { docs } from "../../../src/emitters/docs/index.ts";
import { runbookPathOf } from "../../../src/naming/paths.ts";
import { ruleUnitsOf } from "../../../src/resources/rules/index.ts";
import { compileSample, SAMPLES } from "../../properties/compiled.ts";

const samples = SAMPLES.map((entry) => {
  const { platform, environments } = compileSample(entry);
  if (platform === undefined) throw new Error(`${entry} has errors`);
  const { value } = docs.emit({ platform, environments, fileOf: () => "spec.yaml" });
  return { platform, environments, pages: new Map(value.map(({ path, body }) => [path, body])) };
});

describe("pages of alerts", () => {
  test("FF54: every alert that an environment has leads to one, and none is left over", () => {
    for (const { platform, environments, pages } of samples) {
      const names = environments.flatMap((environment) =>
        ruleUnitsOf({ platform, ...environment }).flatMap(({ rules }) => rules.alerts.map(({ name }) => name)),
      );
      expect([...pages.keys()]).toEqual([...new Set(names)].map(runbookPathOf).toSorted());
    }
  });

  test("say what it means, what to look at and what it usually is", () => {
    for (const { pages } of samples) {
      for (const [path, body] of pages) {
        expect(body, path).toMatch(/^# \w+\n\n\S/);
        for (const section of ["## First checks\n", "## Likely causes\n\n- ", "## Dashboards\n\n- "]) {
          expect(body, path).toContain(section);
        }
        expect((body.match(/```/g) ?? []).length % 2, path).toBe(0);
        expect(body, path).not.toMatch(/undefined|\n\n\n/);
      }
    }
  });

  test("set every variable that their commands use", () => {
    for (const { pages } of samples) {
      for (const [path, body] of pages) {
        const blocks = [...body.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, code]) => code ?? "");
        const set = new Set([...blocks.join("\n").matchAll(/^(\w+)=/gm)].map(([, name]) => name));
        const used = [...blocks.join("\n").matchAll(/\$(\w+)/g)].map(([, name]) => name);
        expect({ path, unset: used.filter((name) => !set.has(name)) }).toEqual({ path, unset: [] });
      }
    }
  });

  test("law 10: name no service", () => {
    for (const { environments, pages } of samples) {
      const text = [...pages.values()].join("\n");
      for (const { environment } of environments) {
        for (const { name } of environment.services.filter((service) => service.name.includes("-"))) {
          expect(text).not.toContain(name);
        }
      }
    }
  });
});
