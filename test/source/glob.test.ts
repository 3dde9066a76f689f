import { expect, test } from "vitest";
import { globFolder, matchesGlob } from "../../src/source/glob.ts";

test.each<[pattern: string, yes: readonly string[], no: readonly string[]]>([
  ["*.yaml", ["a.yaml"], ["a.yml", "a/b.yaml", ".a.yaml", "A.YAML"]],
  ["a/*", ["a/b", "a/b.c"], ["a", "a/b/c", "a/.b"]],
  ["**", ["a", "a/b/c"], [".a", "a/.b/c"]],
  ["**/*.yaml", ["a.yaml", "a/b.yaml", "a/b/c.yaml"], ["a/.git/c.yaml"]],
  ["a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["a", "b", "a/x"]],
  ["**/x/**/y", ["x/y", "a/x/b/y", "x/x/y/y"], ["y/x"]],
  ["a?c", ["abc", "a😀c"], ["ac", "abbc", "a/c"]],
  ["?a", ["ba"], [".a"]],
  ["a*b*c", ["abc", "a1b2c", "abbcbc"], ["acb", "ab"]],
  ["{a,b}[c]!", ["{a,b}[c]!"], ["a", "ac", "b[c]!"]],
  ["(a+)+$", ["(a+)+$"], ["aaa"]],
])("%s", (pattern, yes, no) => {
  for (const path of yes) expect.soft(matchesGlob(path, pattern), path).toBe(true);
  for (const path of no) expect.soft(matchesGlob(path, pattern), path).toBe(false);
});

test("no pattern takes long", () => {
  const start = performance.now();
  expect(matchesGlob("a".repeat(5000), `${"*a".repeat(500)}b`)).toBe(false);
  expect(matchesGlob("a/".repeat(2000), `${"**/a/".repeat(500)}b`)).toBe(false);
  expect(performance.now() - start).toBeLessThan(1000);
});

test("the folder of a pattern", () => {
  expect(["a/b/*.yaml", "*.yaml", "a/b.yaml", "a*/b/c", "**/x"].map(globFolder)).toEqual(["a/b", "", "a", "", ""]);
});
