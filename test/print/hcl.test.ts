import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "@cdktn/hcl2json";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escapeTemplate, type HclBlock, type HclValue, printHcl, printTfvars } from "../../src/print/hcl.ts";
import { hostileString } from "../arbitraries/hostile.ts";
import { findTool, testWith, toolJudge } from "../consumers/judge.ts";

describe("layout: as a person writes it and `terraform fmt` leaves it", () => {
  test("meta-arguments first, then short arguments, long ones, blocks, and what follows from the rest", () => {
    const block: HclBlock = {
      type: "resource",
      labels: ["aws_db_instance", "this"],
      comment: "One for each service.\nNever deleted.",
      body: [
        { name: "depends_on", value: ["${aws_iam_role.monitoring}"] },
        { type: "lifecycle", labels: [], body: [{ name: "prevent_destroy", value: true }] },
        { name: "tags", value: { Name: "${each.key}" } },
        { type: "timeouts", labels: [], body: [{ name: "create", value: "60m" }] },
        { name: "identifier", value: "${var.name}-${each.key}" },
        { name: "port", value: 5432 },
        { name: "for_each", value: "${var.databases}" },
      ],
    };
    expect(printHcl([block])).toBe(`# One for each service.
# Never deleted.
resource "aws_db_instance" "this" {
  for_each = var.databases

  identifier = "\${var.name}-\${each.key}"
  port       = 5432

  tags = {
    Name = each.key
  }

  timeouts {
    create = "60m"
  }

  lifecycle {
    prevent_destroy = true
  }

  depends_on = [aws_iam_role.monitoring]
}
`);
  });

  test("values of variables: a line for what fits, lists of maps and long lists on several", () => {
    const long = Array.from({ length: 12 }, (_, index) => `a-service-${index}`);
    expect(
      printTfvars({ name: "shop", zones: ["a", "b"], none: {}, subnets: { a: { "b.c": 1, d: null } }, long }),
    ).toBe(`name  = "shop"
zones = ["a", "b"]
none  = {}

subnets = {
  a = {
    "b.c" = 1
    d     = null
  }
}

long = [
${long.map((name) => `  "${name}",\n`).join("")}]
`);
  });

  test("an expression of several lines keeps its shape", () => {
    const value = "${{\n  for key, zone in var.zones : key => zone.id\n}}";
    expect(printHcl([{ type: "locals", labels: [], body: [{ name: "ids", value }] }])).toBe(`locals {
  ids = {
    for key, zone in var.zones : key => zone.id
  }
}
`);
  });

  test("a template that is not closed is an error of ours, not text", () => {
    expect(() => printHcl([{ type: "locals", labels: [], body: [{ name: "a", value: "x ${var.y" }] }])).toThrow(
      "not closed",
    );
  });
});

/** Values that a `.tfvars` file can hold, with every string hostile. */
const { value } = fc.letrec<{ value: HclValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    hostileString,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(hostileString, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/);
const values = fc.dictionary(name, value, { minKeys: 1, maxKeys: 4, noNullPrototype: true });

/** What a reader of UTF-8 gets: half of a surrogate pair cannot be carried, and templates normalize to NFC. */
const carried = (item: HclValue | undefined): unknown =>
  typeof item === "string"
    ? escapeTemplate(item.toWellFormed()).normalize("NFC")
    : Array.isArray(item)
      ? item.map(carried)
      : typeof item === "object" && item !== null
        ? Object.fromEntries(
            Object.entries(item).map(([key, field]) => [
              escapeTemplate(key.toWellFormed()).normalize("NFC"),
              carried(field),
            ]),
          )
        : item;

describe("law 9: any text is data in Terraform's language", () => {
  test("values of variables, parsed by HashiCorp's parser, are what was printed", { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(values, async (printed) => {
        expect(await parse("values.tfvars", printTfvars(printed))).toEqual(carried(printed));
      }),
      { numRuns: 600 },
    );
  });

  test("text that is escaped where it enters is data in a block too, beside expressions", {
    timeout: 300_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(hostileString, async (before) => {
        const body = [{ name: "value", value: `${escapeTemplate(before)}\${var.name}${escapeTemplate(before)}` }];
        const parsed = (await parse("main.tf", printHcl([{ type: "output", labels: ["a"], body }]))) as {
          output: { a: [{ value: string }] };
        };
        const text = escapeTemplate(before.toWellFormed()).normalize("NFC");
        expect(parsed.output.a[0].value).toBe(`${text}\${var.name}${text}`);
      }),
      { numRuns: 600 },
    );
  });

  testWith(toolJudge("tofu"), "OpenTofu's fmt has nothing to change in what is printed", () => {
    const folder = mkdtempSync(join(tmpdir(), "finflow-hcl-"));
    try {
      const settings = join(folder, "settings.tfrc");
      writeFileSync(settings, "");
      mkdirSync(join(folder, "x"));
      fc.assert(
        fc.property(fc.array(values, { minLength: 30, maxLength: 60 }), (many) => {
          for (const [index, printed] of many.entries())
            writeFileSync(join(folder, "x", `${index}.tfvars`), printTfvars(printed));
          const run = spawnSync(findTool("tofu") ?? "", ["fmt", "-check", "-diff", "-recursive", folder], {
            encoding: "utf8",
            env: { ...process.env, TF_CLI_CONFIG_FILE: settings },
          });
          expect(run.stdout).toBe("");
          expect(run.status).toBe(0);
        }),
        { numRuns: 10 },
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
