import { parse } from "@cdktn/hcl2json";
import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { CompileResult } from "../../../src/compiler.ts";
import { escapeTemplate } from "../../../src/print/hcl.ts";
import * as load from "../../../src/resources/aws/load.ts";
import { rootValues, rootVariables } from "../../../src/resources/aws/root/input.ts";
import { spec, specText } from "../../arbitraries/spec.ts";
import { bodiesOf, compileSample, compileTexts, SAMPLES } from "../../properties/compiled.ts";
import { tester } from "../../tester.ts";

const below = (bodies: Readonly<Record<string, string>>, pattern: RegExp) =>
  Object.fromEntries(Object.entries(bodies).filter(([path]) => pattern.test(path)));

describe("files of Terraform", () => {
  const [finflow = "", wayfarer = ""] = SAMPLES;
  const bodies = [finflow, wayfarer].map((sample) => bodiesOf(compileSample(sample as (typeof SAMPLES)[number])));

  test("the layout is the document's: a root, modules, and values of each environment", () => {
    const paths = Object.keys(bodies[0] ?? {}).filter((path) => path.startsWith("terraform/"));
    for (const file of ["main", "variables", "main_resources", "outputs"])
      expect(paths).toContain(`terraform/${file}.tf`);
    for (const module of ["vpc", "eks", "rds", "ecr", "route53", "bastion"])
      for (const file of ["main", "variables", "outputs"])
        expect(paths).toContain(`terraform/modules/${module}/${file}.tf`);
    for (const environment of ["dev", "staging", "prod"])
      for (const suffix of ["tfvars", "s3.tfbackend"])
        expect(paths).toContain(`terraform/environments/${environment}.${suffix}`);
  });

  test("nothing but the values of environments depends on the spec", () => {
    const [one, other] = bodies.map((sample) => below(sample, /^terraform\/(?!.*environments\/|helm-values\/)/));
    expect(Object.keys(one ?? {}).length).toBeGreaterThan(20);
    expect(one).toEqual(other);
  });

  test("no two environments share a state, an account's bucket, or a key", async () => {
    const backends = await Promise.all(
      Object.entries(below(bodies[0] ?? {}, /\.s3\.tfbackend$/)).map(([path, text]) => parse(path, text)),
    );
    expect(backends).toHaveLength(3);
    for (const field of ["bucket", "key", "kms_key_id"])
      expect(new Set(backends.map((backend) => backend[field])).size).toBe(3);
    for (const backend of backends) expect(backend).toMatchObject({ encrypt: true, use_lockfile: true });
  });
});

describe("terraform: false", () => {
  test("writes no infrastructure, and still the values of operators' charts", () => {
    const spec = JSON.parse(tester.specOf({ services: { web: {} } }));
    const paths = Object.keys(bodiesOf(compileTexts({ "shop.yaml": JSON.stringify({ ...spec, terraform: false }) })));
    const folders = paths.filter((path) => path.startsWith("terraform/")).map((path) => path.split("/")[1]);
    expect(new Set(folders)).toEqual(new Set(["helm-values"]));
  });
});

describe("terraform/missing-bindings", () => {
  beforeEach(() => {
    vi.restoreAllMocks();
  });

  test("is said where the optional peers are not installed", () => {
    vi.spyOn(load, "terraformFolders").mockReturnValue(undefined);
    const result = compileTexts({ "shop.yaml": tester.specOf({ services: { web: {} } }) });
    expect(result.diagnostics.map(({ code }) => code)).toContain("terraform/missing-bindings");
    expect(result.files).toBeUndefined();
  });
});

/** What a parser of HCL gives for values: text with the escapes of templates, nothing that is undefined. */
const carried = (value: unknown): unknown => {
  if (typeof value === "string") return escapeTemplate(value).normalize("NFC");
  if (Array.isArray(value)) return value.map(carried);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) =>
      field === undefined ? [] : [[escapeTemplate(key), carried(field)]],
    ),
  );
};

describe("laws 5 and 9: what a .tfvars says, parsed back, is what the graph says", () => {
  const check = async (result: CompileResult) => {
    const { platform, environments } = result;
    if (platform === undefined || result.files === undefined) return;
    for (const { environment, graph } of environments) {
      const path = `terraform/environments/${environment.name}.tfvars`;
      const parsed = await parse(path, result.files.files.get(path)?.body ?? "");
      expect(parsed).toEqual(carried(rootValues({ platform, environment, graph })));
      expect(Object.keys(parsed).toSorted()).toEqual(Object.keys(rootVariables).toSorted());
    }
  };

  test.each(SAMPLES)("%s", (sample) => check(compileSample(sample)));

  test("random specs", { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(spec, (data) => check(compileTexts({ "platform.yaml": specText(data) }))),
      { numRuns: 40 },
    );
  });
});
