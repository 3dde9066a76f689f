import { describe, expect, test } from "vitest";
import {
  commentText,
  objectLiteral,
  printJson,
  printTypeScript,
  propertyName,
  stringLiteral,
} from "../../src/print/typescript.ts";

describe("a module", () => {
  const declarations = [
    { kind: "comment", comment: ["What it is.", "And more."] },
    { kind: "import", from: "node:fs", names: ["readFileSync"] },
    { kind: "import", from: "node:process", names: ["env"] },
    {
      kind: "interface",
      name: "Config",
      comment: ["Given."],
      properties: [
        { name: "port", type: "number", comment: ["Its port."] },
        { name: "log-level", type: '"a" | "b"' },
      ],
    },
    { kind: "type", name: "Topic", comment: ["One of them."], type: "never" },
    { kind: "constant", name: "limit", comment: ["Most."], type: "number", value: "1" },
    {
      kind: "function",
      name: "load",
      comment: ["Loads."],
      parameters: [{ name: "file", type: "string", default: '"x"' }],
      returns: "Config",
      body: ["const read = readFileSync(file);", 'return JSON.parse(read.toString("utf8"));'],
    },
    "const rest = 1;",
  ] as const;

  test("is what a person would write", () => {
    expect(printTypeScript(declarations)).toBe(`/**
 * What it is.
 *
 * And more.
 */

import { readFileSync } from "node:fs";
import { env } from "node:process";

/** Given. */
export interface Config {
  /** Its port. */
  readonly port: number;
  readonly "log-level": "a" | "b";
}

/** One of them. */
export type Topic = never;

/** Most. */
export const limit: number = 1;

/** Loads. */
export function load(file: string = "x"): Config {
  const read = readFileSync(file);
  return JSON.parse(read.toString("utf8"));
}

const rest = 1;
`);
  });

  test("does not depend on what was printed before", () => {
    const first = printTypeScript(declarations);
    printTypeScript(["const other = 2;"]);
    expect(printTypeScript(declarations)).toBe(first);
  });
});

describe("a comment", () => {
  test.each([
    ["a */ b", "a \\*\\/ b"],
    ["/** x **/", "/\\*\\* x \\*\\*\\/"],
    ["@deprecated {@link x}", "\\@deprecated \\{\\@link x\\}"],
    ["`a` <b> &lt; [c](d)", "\\`a\\` \\<b\\> \\&lt; \\[c\\](d)"],
    ["back\\slash", "back\\\\slash"],
    ["a\u202eb\u2028c\ud800", "a\\u202eb\\u2028c\\ud800"],
    ["  a \n\n b\tc\r\n", "a b c"],
    ["LOG_LEVEL – 10 % of $5, #1: don't", "LOG_LEVEL – 10 % of $5, #1: don't"],
    ["", ""],
  ])("of %j is %j", (text, expected) => expect(commentText(text)).toBe(expected));

  test("is broken where a line gets too long, between words", () => {
    const words = Array.from({ length: 60 }, (_, index) => `word${index}`);
    const lines = commentText(words.join(" ")).split("\n");
    expect(lines.length).toBeGreaterThan(3);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(110);
    expect(lines.join(" ")).toBe(words.join(" "));
    expect(commentText("x".repeat(10_000))).toBe("x".repeat(10_000));
  });
});

test("a string literal shows every character, to TypeScript and to JSON", () => {
  const text = "a\"b'c`\\\n\u0000\u007f\u0085\u2028\u202e\ufeff\ud800\u{e0001}é😀";
  expect(stringLiteral(text)).toBe(
    '"a\\"b\'c`\\\\\\n\\u0000\\u007f\\u0085\\u2028\\u202e\\ufeff\\ud800\\udb40\\udc01é😀"',
  );
  expect(JSON.parse(stringLiteral(text))).toBe(text);
  expect(printJson({ [text]: [text] })).toBe(`{\n  ${stringLiteral(text)}: [\n    ${stringLiteral(text)}\n  ]\n}\n`);
});

test.each([
  ["port", "port"],
  ["_a$1", "_a$1"],
  ["log-level", '"log-level"'],
  ["1a", '"1a"'],
  ["", '""'],
  ["é", '"é"'],
  ["constructor", "constructor"],
  ["__proto__", '["__proto__"]'],
])("the property %j is written %s", (name, expected) => expect(propertyName(name)).toBe(expected));

test("an object literal has own properties only", () => {
  expect(objectLiteral([])).toBe("{}");
  const literal = objectLiteral([
    ["a", "1"],
    ["__proto__", objectLiteral([["b-c", "2"]])],
  ]);
  expect(literal).toBe('{\n  a: 1,\n  ["__proto__"]: {\n    "b-c": 2,\n  },\n}');
  expect(Object.entries(new Function(`return ${literal}`)())).toEqual([
    ["a", 1],
    ["__proto__", { "b-c": 2 }],
  ]);
});
