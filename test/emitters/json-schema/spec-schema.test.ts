import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readableDefault } from "../../../src/emitters/json-schema/descriptions.ts";
import { jsonSchema } from "../../../src/emitters/json-schema/index.ts";
import { specSchema } from "../../../src/emitters/json-schema/spec-schema.ts";
import { tester } from "../../tester.ts";

type Schema = Record<string, unknown>;

const ROOT = new URL("../../..", import.meta.url).pathname;
const validate = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false }).compile(
  specSchema(),
);

/** What the schema says against a document, as `<place> <message>`; empty where it is content. */
function problems(document: unknown): string[] {
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const specFiles = ["specs", "test/specs"].flatMap((folder) =>
  readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => `${folder}/${file}`),
);

describe("JSON Schema of the spec", () => {
  test.each(specFiles)("accepts %s", (file) => {
    expect(problems(parse(readFileSync(`${ROOT}${file}`, "utf8")))).toEqual([]);
  });

  test("there are specs of all kinds to look at", () => {
    const kinds = specFiles.map((file) => /^kind: (\w+)/m.exec(readFileSync(`${ROOT}${file}`, "utf8"))?.[1]);
    expect([...new Set(kinds)].sort()).toEqual(["Platform", "Releases", "Services"]);
  });

  const spec = (change: (spec: Record<string, Record<string, never>>) => void) => {
    const document = JSON.parse(tester.specOf({ services: { web: {} }, topics: { "a.b": {} } }));
    change(document);
    return problems(document);
  };
  const web = (fields: object) => spec((document) => Object.assign(document.services?.web ?? {}, fields));
  const prod = (fields: object) => spec((document) => Object.assign(document.environments?.prod ?? {}, fields));

  test("accepts a small spec", () => expect(web({})).toEqual([]));

  test.each([
    ["a number for CPU", { resources: { cpu: 2 } }],
    ["a fraction for CPU", { resources: { cpu: 0.5, cpuLimit: 1 } }],
    ["no metrics", { metrics: false }],
    ["calls in both forms", { calls: ["api", { service: "api", timeout: "800ms", retries: 1, required: false }] }],
    ["any scalar in config", { config: { A: "x", B: 1, C: true } }],
    ["a scale of one field", { scale: { min: 3 } }],
  ])("accepts %s", (_, fields) => expect(web(fields)).toEqual([]));

  test.each([
    ["an unknown field", { prot: 8080 }],
    ["an unknown field below", { scale: { mix: 3 } }],
    ["an unknown field in a call", { calls: [{ service: "api", retry: 1 }] }],
    ["a wrong unit of memory", { resources: { memory: "512MB" } }],
    ["a wrong unit of CPU", { resources: { cpu: "250millicores" } }],
    ["true for CPU", { resources: { cpu: true } }],
    ["a wrong unit of time", { health: { startup: "30sec" } }],
    ["a number for a duration", { health: { startup: 30 } }],
    ["an unknown runtime", { runtime: "ruby" }],
    ["a privileged port", { port: 80 }],
    ["a port in quotes", { port: "8080" }],
    ["a list for a map", { scale: [] }],
    ["null", { scale: null }],
    ["an upper-case name of a service that is called", { calls: ["API"] }],
    ["an egress without port", { egress: ["api.stripe.com"] }],
  ])("refuses %s", (_, fields) => expect(web(fields)).not.toEqual([]));

  test.each([
    ["an override of an unknown field", { overrides: { services: { web: { prot: 1 } } } }],
    ["an unknown tier", { tier: "production" }],
    [
      "one zone",
      { aws: { account: "333333333333", region: "us-west-2", zones: ["a"], cidr: "10.0.0.0/16", domain: "a.example" } },
    ],
  ])("refuses %s", (_, fields) => expect(prod(fields)).not.toEqual([]));

  test("an override needs no required field, and null takes an optional one away", () => {
    expect(prod({ overrides: { services: { web: { scale: { max: 9 }, database: null } } } })).toEqual([]);
  });

  test("complains about the kind that is written, and about no other", () => {
    expect(problems({ apiVersion: "finflow.io/v1alpha1", kind: "Releases", service: {} })).toEqual([
      " must NOT have additional properties",
      ' must match "then" schema',
    ]);
    expect(problems({ apiVersion: "finflow.io/v1alpha1" })).toEqual([" must have required property 'kind'"]);
    expect(problems({ kind: "Platfrom" })).toEqual(["/kind must be equal to one of the allowed values"]);
  });

  test("every field has a description that reads as a sentence", () => {
    const { found, undescribed } = fieldsOf(specSchema());
    expect(undescribed).toEqual([]);
    expect(found.length).toBeGreaterThan(150);
    expect(
      found.filter(([, description]) => !/^[A-Z`].*[.:]$/s.test(description) || description.includes("@default")),
    ).toEqual([]);
  });

  test("a field with a default says so in its description", () => {
    const silent = fieldsOf(specSchema()).defaults.filter(([, description]) => !description.includes("Default: "));
    // Maps of maps are empty by default, which goes without saying.
    expect(silent.filter(([, , value]) => JSON.stringify(value) !== "{}")).toEqual([]);
  });

  test("definitions are named by what they are, and referred to", () => {
    const schema = specSchema();
    expect(Object.keys(schema.definitions as object)).toEqual([
      "Platform",
      "Services",
      "Releases",
      "Environment",
      "Service",
      "Topic",
    ]);
    expect(JSON.stringify(schema).match(/"#\/definitions\/Service"/g)).toHaveLength(2);
    expect(JSON.stringify(schema, null, 2).length).toBeLessThan(100_000);
  });

  test("the emitted file is the same for every spec", () => {
    const { platform, environments } = tester.platform(tester.specOf({ services: { web: {} } }));
    if (platform === undefined) throw new Error("the spec has errors");
    const [file, ...others] = jsonSchema.emit({ platform, environments, fileOf: () => "finflow.yaml" }).value;
    expect(others).toEqual([]);
    expect(file).toMatchObject({
      path: "generated/schema/finflow.schema.json",
      comment: "none",
      origin: "finflow.yaml",
    });
    expect(JSON.parse(file?.body ?? "")).toEqual(specSchema());
  });
});

test.each([
  ["Sum of it. @default 100m", "Sum of it. Default: 100m."],
  ["@default UTC", "Default: UTC."],
  ["Why. @default [/]", "Why. Default: [/]."],
  ["Why. @default what `gitops.revision` says.", "Why. Default: what `gitops.revision` says."],
  ["Nothing to say.", "Nothing to say."],
])("a default in a description: %s", (before, after) => expect(readableDefault(before)).toBe(after));

/** All fields of all objects with their descriptions, those that have none, and those with a default. */
function fieldsOf(schema: object) {
  const found: [string, string][] = [];
  const defaults: [string, string, unknown][] = [];
  const undescribed: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== "object" || node === null) return;
    const { properties, if: _, ...others } = node as Schema;
    for (const [field, value] of Object.entries((properties ?? {}) as Record<string, Schema>)) {
      const here = `${path}.${field}`;
      if (typeof value.description === "string") found.push([here, value.description]);
      else undescribed.push(here);
      if ("default" in value) defaults.push([here, String(value.description), value.default]);
      visit(value, here);
    }
    for (const [key, value] of Object.entries(others)) visit(value, `${path}/${key}`);
  };
  visit(schema, "");
  return { found, defaults, undescribed };
}
