import { describe, expect, test } from "vitest";
import type { SpecPath } from "../../src/diagnostics/diagnostic.ts";
import { parse } from "./tester.ts";

const TEXT = `# head
services:
  payments:
    port: 8080
    calls: [auth, { service: credit }]
    database:
    config:
      NOTE: |
        one
        two

  # tail
topics: {}
`;

/** The text a path leads to. */
function at(path: SpecPath, on?: "key" | "value"): string {
  const document = parse(TEXT).value;
  if (!document) throw new Error("not parsed");
  const { start, end } = document.locate(path, on);
  const lines = TEXT.split("\n");
  const offset = ({ line, column }: { line: number; column: number }) =>
    lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
  return TEXT.slice(offset(start), offset(end));
}

describe("locate", () => {
  test.each<[path: SpecPath, on: "key" | "value", expected: string]>([
    [["services", "payments", "port"], "value", "8080"],
    [["services", "payments", "port"], "key", "port"],
    [["services", "payments", "calls", 0], "value", "auth"],
    [["services", "payments", "calls", 0], "key", "auth"],
    [["services", "payments", "calls", 1, "service"], "value", "credit"],
    [["services", "payments", "database"], "value", "database"],
    [["services", "payments", "config", "NOTE"], "value", "|\n        one\n        two\n"],
    [["topics"], "value", "{}"],
    // Missing: the longest part that is there.
    [["services", "payments", "scale", "max"], "value", "payments"],
    [["services", "payments", "calls", 7], "value", "calls"],
    [["services", "payments", "port", "x"], "value", "port"],
    [["kind"], "value", "services:"],
  ])("%j %s", (path, on, expected) => {
    expect(at(path, on)).toBe(expected);
  });

  test("a map ends with its last value, not with the comments behind it", () => {
    expect(at(["services"])).toMatch(/^payments:[\s\S]*two\n$/);
  });
});
