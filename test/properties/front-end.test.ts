import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { createNodeHost } from "../../src/host/node-host.ts";
import { hostileString } from "../arbitraries/hostile.ts";
import { passes, runFrontEnd } from "../model/front-end.ts";
import { ROOT, SAMPLES } from "./compiled.ts";

const disk = createNodeHost(ROOT);

describe("our own specs", () => {
  test.each(SAMPLES)("%s: not even a warning", (entry) => {
    const { diagnostics, graphs } = passes(entry, disk);
    expect(diagnostics).toEqual([]);
    expect(graphs.size).toBeGreaterThan(1);
  });
});

/** A value that stands where it should not. */
const misplaced = fc.oneof(
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    1e21,
    0.5,
    "",
    [],
    {},
    [null],
    { a: null },
    "constructor",
    ["x", "x"],
    "none",
    8080,
  ),
  hostileString.filter((text) => text.isWellFormed()),
  fc.jsonValue(),
);

/** Replaces, removes or renames what the `seed`-th step of a walk through the tree meets. */
function mutate(
  tree: unknown,
  walk: readonly number[],
  value: unknown,
  how: "replace" | "remove" | "rename" | "add",
): unknown {
  const copy = structuredClone(tree);
  let parent: Record<string, unknown> = copy as Record<string, unknown>;
  let key = "";
  for (const step of walk) {
    const keys = Object.keys(parent);
    if (keys.length === 0) break;
    key = keys[step % keys.length] as string;
    const below = parent[key];
    if (typeof below !== "object" || below === null || step % 7 === 0) break;
    parent = below as Record<string, unknown>;
  }
  const old = parent[key];
  if (how === "add" || how === "rename") parent[`${key}x`] = how === "add" ? value : old;
  if (how === "remove" || how === "rename") delete parent[key];
  if (how === "replace") parent[key] = value;
  return copy;
}

const wayfarer = parse(readFileSync(join(ROOT, "test/specs/wayfarer/platform.yaml"), "utf8")) as unknown;
const mutation = fc.tuple(
  fc.array(fc.nat(1000), { minLength: 1, maxLength: 8 }),
  misplaced,
  fc.constantFrom("replace", "remove", "rename", "add" as const),
);

test("law 11: a spec with anything wrong in it gives diagnostics with a place, and throws nothing", () =>
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
      const mutated = mutations.reduce((tree, [walk, value, how]) => mutate(tree, walk, value, how), wayfarer);
      const { diagnostics, platform } = runFrontEnd(stringify(mutated).replaceAll(/[«»]/g, "?"));
      for (const diagnostic of diagnostics) {
        expect(diagnostic.location).toBeDefined();
        const ours = `${diagnostic.message} ${diagnostic.help}`.replaceAll(/"(?:[^"\\]|\\.)*"/g, "");
        expect(ours).not.toMatch(/undefined|\[object|Invalid input|NaN/);
      }
      if (platform === undefined) expect(diagnostics.some(({ severity }) => severity === "error")).toBe(true);
    }),
    { numRuns: 300 },
  ));
