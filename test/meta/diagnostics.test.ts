import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { DiagnosticDefinition } from "../../src/diagnostics/define.ts";
import { registry } from "../../src/diagnostics/registry.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const PAGES = join(ROOT, "src/diagnostics/codes");

const definitions = Object.entries(registry as Readonly<Record<string, DiagnosticDefinition<never>>>);
const codes = definitions.map(([code]) => code);
const pages = filesBelow(PAGES).map((file) => file.replace(/\.md$/, ""));

/** Everything the tests say, but this one. */
const tests = filesBelow(join(ROOT, "test"))
  .filter((file) => file.endsWith(".ts") && file !== "meta/diagnostics.test.ts")
  .map((file) => readFileSync(join(ROOT, "test", file), "utf8"))
  .join("\n");

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}

describe.each(codes)("%s", (code) => {
  test("has a code that says its area and its matter", () => {
    expect(code).toMatch(/^[a-z]+\/[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  test("has a page", () => {
    expect(pages).toContain(code);
    const page = readFileSync(join(PAGES, `${code}.md`), "utf8");
    expect(page.startsWith(`# ${code}\n\n`)).toBe(true);
    const [, wrong = "", right = ""] = page.split(/^## (?:Wrong|Right)$/m);
    expect(page.indexOf("\n## Wrong\n")).toBeGreaterThan(0);
    expect(page.indexOf("\n## Right\n")).toBeGreaterThan(page.indexOf("\n## Wrong\n"));
    for (const example of [wrong, right]) expect(example).toMatch(/^```\w+\n[\s\S]+^```$/m);
  });

  test("is triggered by a test", () => {
    expect(new RegExp(`["'\`]${code}(?![a-z0-9-])`).test(tests)).toBe(true);
  });
});

test("every page has a code", () => {
  expect(pages.filter((page) => !codes.includes(page))).toEqual([]);
});

test("aliases are unique numbers of the catalogue", () => {
  const aliases = definitions.flatMap(([, { alias }]) => alias ?? []);
  for (const alias of aliases) expect(alias).toMatch(/^FF\d\d$/);
  expect(new Set(aliases).size).toBe(aliases.length);
});
