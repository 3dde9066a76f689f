import { IamRole } from "@cdktn/provider-aws/lib/iam-role/index.js";
import { S3BucketLifecycleConfiguration } from "@cdktn/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { SecurityGroup } from "@cdktn/provider-aws/lib/security-group/index.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escapeTemplate, type HclValue, printHcl } from "../../../src/print/hcl.ts";
import {
  callModule,
  declare,
  declareVariables,
  dynamicBlock,
  forEach,
  local,
  of,
  output,
  requirements,
  type Scope,
  synthesize,
  type TerraformFolder,
} from "../../../src/resources/aws/cdktn.ts";
import { terraformFolders } from "../../../src/resources/aws/load.ts";
import { list, map, number, object, optional, string, variable } from "../../../src/resources/aws/types.ts";
import { hostileString } from "../../arbitraries/hostile.ts";
import { normalized, parsedFolder } from "./terraform-law.ts";

const folders = terraformFolders();

const holds = async ({ blocks, synthesized }: TerraformFolder): Promise<void> => {
  const parsed = await parsedFolder({ "main.tf": printHcl(blocks) });
  expect(normalized(parsed)).toEqual(normalized(synthesized));
};

describe("law 5: the HCL, parsed back, is what cdktn synthesizes", () => {
  test("there is a root, and modules", () => {
    expect(folders?.size).toBeGreaterThan(1);
  });

  test.each([...(folders ?? [])])("folder terraform/%s", async (_, folder) => holds(folder));

  test("a difference is seen: a control", async () => {
    const [, folder] = [...(folders ?? [])][0] ?? [];
    if (folder === undefined) throw new Error("no folder");
    const text = printHcl(folder.blocks);
    for (const [from, to] of [
      ["prevent_destroy = true", "prevent_destroy = false"],
      ["nullable    = false", "nullable    = true"],
      ["region              = var.region", 'region              = "var.region"'],
      ["[var.account]", "[]"],
    ] as const) {
      expect(text).toContain(from);
      const parsed = await parsedFolder({ "main.tf": text.replace(from, to) });
      expect(normalized(parsed)).not.toEqual(normalized(folder.synthesized));
    }
  });
});

/** Text that is data, whatever it holds; UTF-8 cannot carry half of a surrogate pair, and Terraform reads NFC. */
const text = hostileString.map((value) => escapeTemplate(value.toWellFormed().normalize("NFC")));
const key = text.filter((value) => value !== "//" && value !== "" && value !== "__proto__");
const texts = fc.dictionary(key, text, { maxKeys: 3, noNullPrototype: true });

const { value } = fc.letrec<{ value: HclValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    text,
    fc.integer(),
    fc.boolean(),
    fc.array(tie("value"), { minLength: 2, maxLength: 3 }),
    fc.dictionary(key, tie("value"), { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
  ),
}));

/** What our modules use of cdktn, with any text in it. */
const elements: fc.Arbitrary<(scope: Scope, index: number) => void> = fc.oneof(
  fc.tuple(text, texts, fc.boolean()).map(([description, tags, prevent]) => (scope: Scope, index: number) => {
    declare(
      scope,
      IamRole,
      `role_${index}`,
      {
        forEach: forEach("var.services"),
        name: `${description}\${each.key}`,
        description,
        assumeRolePolicy: of("jsonencode({ a = var.services })"),
        tags,
        lifecycle: { preventDestroy: prevent, ignoreChanges: ["tags"] },
      },
      "Says why.\nIn two lines.",
    );
  }),
  fc
    .tuple(text, fc.array(text, { minLength: 1, maxLength: 3 }))
    .map(([description, blocks]) => (scope: Scope, index: number) => {
      declare(scope, SecurityGroup, `group_${index}`, {
        ingress: blocks.map((cidr, at) => ({
          description,
          fromPort: at,
          toPort: at,
          protocol: "tcp",
          cidrBlocks: [cidr],
        })),
        dependsOn: [declare(scope, IamRole, `before_${index}`, { assumeRolePolicy: "{}" })],
      });
    }),
  text.map((prefix) => (scope: Scope, index: number) => {
    const rules = declare(scope, S3BucketLifecycleConfiguration, `rules_${index}`, { bucket: prefix });
    dynamicBlock(rules, "rule", "var.services", {
      id: "${rule.key}",
      status: "Enabled",
      filter: [{ prefix: `${prefix}\${rule.value.name}` }],
      expiration: [{ days: "${rule.value.days}" }],
    });
  }),
  fc.tuple(text, value).map(([description, held]) => (scope: Scope, index: number) => {
    output(scope, `out_${index}`, held, description);
    local(scope, `local_${index}`, held);
    callModule(scope, `module_${index}`, { held });
  }),
);

describe("law 5 and 9: any text in what our modules use of cdktn", () => {
  const services = variable(
    map(object({ name: string, days: number, more: optional(list(object({ id: string, much_longer: number }))) })),
    "A description.",
    [{ condition: "length(var.services) > 0", message: "At least one." }],
  );

  test("random folders", { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(elements, { minLength: 1, maxLength: 5 }), (parts) =>
        holds(
          synthesize((scope) => {
            requirements(scope, ">= 1.11.4", { aws: { source: "hashicorp/aws", version: ">= 6.0.0" } });
            declareVariables(scope, { services });
            for (const [index, part] of parts.entries()) part(scope, index);
          }),
        ),
      ),
      { numRuns: 300 },
    );
  });
});
