import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect } from "vitest";
import { parse, stringify } from "yaml";
import type { CompileResult } from "../../src/compiler.ts";
import { RULE_TESTS_PATH, RULES_PATH } from "../../src/naming/paths.ts";
import { EXAMPLE_MINUTES } from "../../src/resources/rules/index.ts";
import { spec, specText } from "../arbitraries/spec.ts";
import { bodiesOf, compileSample, compileTexts, SAMPLES } from "../properties/compiled.ts";
import { crdValidator } from "./crd-validator.ts";
import { type Judge, testWith, toolsFolder } from "./judge.ts";
import { crds, testWithCrds } from "./shared-crds.ts";

/** Ours, whatever stands on the PATH: Debian's is of version 2. */
const promtool = join(toolsFolder, "promtool");
const judge: Judge = {
  name: "promtool 3",
  isThere: existsSync(promtool),
  hint: "npm run tools",
};

const RANDOM_SPECS = 2;

/** Tests in which every alert of FinFlow fires; those of its other services fire the same. */
const TEXTS = [
  "payments-service.yaml",
  "payments-service.prod.yaml",
  "databases/payments-service.yaml",
  "databases/payments-service.prod.yaml",
  "databases/payments-service.staging.yaml",
  "messaging/payments-service.yaml",
  "messaging/payments-service.prod.yaml",
  "messaging/kafka.yaml",
  "messaging/kafka.prod.yaml",
  "monitoring.yaml",
  "monitoring.prod.yaml",
  "logging.yaml",
];

/** What is generated below generated/monitoring, in a folder of its own. */
function withRules<T>(result: CompileResult, use: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), "finflow-rules-"));
  try {
    for (const [path, body] of Object.entries(bodiesOf(result))) {
      if (!path.startsWith(`${RULES_PATH}/`) && !path.startsWith(`${RULE_TESTS_PATH}/`)) continue;
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), body);
    }
    return use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => join(folder, name))
    .toSorted();

/** What promtool says, whether it is content or not. */
function run(...parameters: readonly string[]): { readonly ok: boolean; readonly said: string } {
  try {
    return { ok: true, said: execFileSync(promtool, parameters, { encoding: "utf8", stdio: "pipe" }) };
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
    return { ok: false, said: stdout + stderr };
  }
}

function accepts(root: string): { readonly rules: number; readonly tests: number } {
  const [rules, tests] = [RULES_PATH, RULE_TESTS_PATH].map((path) => filesBelow(join(root, path))) as [
    string[],
    string[],
  ];
  expect(run("check", "rules", "--lint=all", "--lint-fatal", ...rules)).toMatchObject({ ok: true });
  expect(run("test", "rules", ...tests)).toMatchObject({ ok: true });
  return { rules: rules.length, tests: tests.length };
}

describe("promtool of Prometheus 3", () => {
  for (const entry of SAMPLES) {
    testWith(judge, `takes the rules of ${entry}, and each alert fires and stays silent when it should`, () => {
      const { rules, tests } = withRules(compileSample(entry), accepts);
      expect(rules).toBeGreaterThan(20);
      expect(tests).toBeGreaterThan(15);
    });
  }

  testWith(judge, `takes those of random specs (${RANDOM_SPECS})`, () => {
    fc.assert(
      fc.property(spec, (data) => {
        withRules(compileTexts({ "specs/platform.yaml": specText(data) }), accepts);
      }),
      { numRuns: RANDOM_SPECS, endOnFailure: true },
    );
  });

  testWith(judge, "control: refuses a threshold that moved by a fifth, either way, and a query that is none", () => {
    withRules(compileSample("specs/finflow.yaml"), (root) => {
      const rules = join(root, RULES_PATH, "payments-service.yaml");
      const tests = join(root, RULE_TESTS_PATH, "payments-service.yaml");
      const original = readFileSync(rules, "utf8");
      expect(original).toContain("> 0.25\n");
      expect(original).toContain("> 0.003\n");
      for (const [from, to] of [
        ["> 0.25\n", "> 0.3\n"],
        ["> 0.25\n", "> 0.2\n"],
        ["> 0.003\n", "> 0.0036\n"],
        ["> 0.003\n", "> 0.0024\n"],
      ] as const) {
        writeFileSync(rules, original.replaceAll(from, to));
        expect(run("test", "rules", tests), `${from} ${to}`).toMatchObject({ ok: false });
      }
      writeFileSync(rules, original.replace("sum by (", "sum bye ("));
      expect(run("check", "rules", rules)).toMatchObject({ ok: false });
    });
  });

  testWith(judge, "renders every text of an alert that fires", () => {
    withRules(compileSample("specs/finflow.yaml"), (root) => {
      const questions = TEXTS.map((name) => {
        const file = join(root, RULE_TESTS_PATH, name);
        const content = parse(readFileSync(file, "utf8"));
        // Expects that nothing fires, so that promtool says what does, with its texts.
        for (const one of content.tests) {
          const names = [...JSON.stringify(one.promql_expr_test).matchAll(/\{alertname=\\"(\w+)\\"\}/g)];
          one.alert_rule_test = names.map(([, alertname]) => ({
            eval_time: `${EXAMPLE_MINUTES}m`,
            alertname,
            exp_alerts: [],
          }));
          one.promql_expr_test = [];
        }
        writeFileSync(file, stringify(content));
        return file;
      });
      const texts = run("test", "rules", ...questions).said;
      expect([...texts.matchAll(/description="/g)].length).toBeGreaterThan(45);
      expect(texts).toMatch(/payments-service fails too many requests/);
      expect(texts).toMatch(/1\.584% of the requests of the last 5m failed/);
      expect(texts.match(/.*(?:<error|<no value>|\{\{).*/g) ?? []).toEqual([]);
    });
  });
});

describe("the operator's CRD", () => {
  const validator = () => {
    const crd = crds.find(({ spec: { names } }) => names.kind === "PrometheusRule");
    if (crd === undefined) throw new Error("no CRD of PrometheusRule");
    return crdValidator(crd, "v1");
  };
  const objects = () =>
    SAMPLES.flatMap((entry) => compileSample(entry).environments)
      .flatMap(({ units }) => units)
      .flatMap((unit) => unit.objects)
      .filter(({ kind }) => kind === "PrometheusRule");

  testWithCrds("takes every PrometheusRule", () => {
    const validate = validator();
    const found = objects();
    expect(found.length).toBeGreaterThan(100);
    for (const object of found) expect(validate(object)).toEqual([]);
  });

  testWithCrds("control: refuses a misspelt field and a wrong type", () => {
    const validate = validator();
    // biome-ignore lint/suspicious/noExplicitAny: mistakes on purpose
    const change = (mistake: (rule: any) => void) => {
      const object = structuredClone(objects()[0]) as unknown as { spec: { groups: { rules: object[] }[] } };
      mistake(object.spec.groups[0]?.rules[0]);
      return validate(object);
    };
    expect(change((rule) => Object.assign(rule, { expression: "up" }))).toHaveLength(1);
    expect(change((rule) => Object.assign(rule, { labels: { severity: 1 } }))).toHaveLength(1);
  });
});
