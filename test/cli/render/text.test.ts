import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { displayWidth } from "../../../src/cli/render/display-width.ts";
import { renderText } from "../../../src/cli/render/text.ts";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import { at, sample } from "./sample.ts";

function render(diagnostics: readonly Diagnostic[], text = "", options: { colour?: boolean; width?: number } = {}) {
  return renderText(diagnostics, { sources: () => text, colour: false, width: 80, ...options });
}

/** The line of the range and the carets below it, without the gutter. */
function frame(text: string, place: ReturnType<typeof at>, width = 80): readonly [string, string] {
  const lines = render([sample({ location: place })], text, { width }).split("\n");
  const marks = lines.findIndex((line) => /^ +\| *\^+$/.test(line));
  const gutter = (lines[marks] ?? "").indexOf("|") + 2;
  return [(lines[marks - 1] ?? "").slice(gutter), (lines[marks] ?? "").slice(gutter)];
}

test("what is the same for many files is said once, and a whole file has no frame", () => {
  const diagnostics = [1, 2].map(() => sample({ location: at(1, 1, 1, 1) }));
  expect(render([...diagnostics, sample({ location: at(1, 1, 1, 1), help: "Other." })], "first line\n")).toBe(
    `error[source/duplicate-key]: Message.
  --> a.yaml:1:1
   why:  Why.
   help: Help.

error[source/duplicate-key]: Message.
  --> a.yaml:1:1

error[source/duplicate-key]: Message.
  --> a.yaml:1:1
   why:  Why.
   help: Other.

3 errors
`,
  );
});

test("a whole report", () => {
  const text = "services:\n  a:\n    port: 1\n    host: x\n    port: 2\n  b: {}\n";
  const diagnostics = [
    sample({ location: at(5, 5, 5, 9), related: [{ message: "first here", location: at(3, 5, 3, 9) }] }),
    sample({ severity: "warning", code: "source/tag" }),
  ];
  expect(render(diagnostics, text)).toBe(`error[source/duplicate-key]: Message.
  --> a.yaml:5:5
 4 |     host: x
 5 |     port: 2
   |     ^^^^
 6 |   b: {}
   why:  Why.
   help: Help.
   see:  first here
  --> a.yaml:3:5
 3 |     port: 1
   |     ^^^^

warning[source/tag]: Message.
   why:  Why.
   help: Help.

1 error, 1 warning
`);
});

test("nothing to say", () => {
  expect(render([])).toBe("");
});

test("the last line counts", () => {
  const last = (diagnostics: readonly Diagnostic[]) => render(diagnostics).trimEnd().split("\n").at(-1);
  expect(last([sample(), sample(), sample(), sample({ severity: "warning" })])).toBe("3 errors, 1 warning");
  expect(last([sample({ severity: "warning" }), sample({ severity: "warning" })])).toBe("2 warnings");
});

describe("frames", () => {
  test.each<[name: string, text: string, place: ReturnType<typeof at>, expected: readonly [string, string]]>([
    ["wide characters", "名前: x", at(1, 5, 1, 6), ["名前: x", "      ^"]],
    ["wide range", "a: 名前", at(1, 4, 1, 6), ["a: 名前", "   ^^^^"]],
    ["combining marks", "e\u0301: x", at(1, 5, 1, 6), ["e\u0301: x", "   ^"]],
    ["emoji", "🚀: x", at(1, 5, 1, 6), ["🚀: x", "    ^"]],
    ["tabs", "\ta: x", at(1, 5, 1, 6), ["  a: x", "     ^"]],
    ["controls", "\u001b[31m: x", at(1, 8, 1, 9), ["<U+001B>[31m: x", "              ^"]],
    ["no width", "a:", at(1, 3, 1, 3), ["a:", "  ^"]],
    ["several lines", "a: [\n 1 ]", at(1, 4, 2, 3), ["a: [", "   ^"]],
    ["windows line ends", "a: x\r\nb: y\r\n", at(2, 4, 2, 5), ["b: y", "   ^"]],
    ["behind the end", "a: 'x\n", at(2, 1, 2, 1), ["", "^"]],
  ])("%s", (_name, text, place, expected) => {
    expect(frame(text, place)).toEqual(expected);
  });

  test("a long line is cut around the range", () => {
    const text = `k: ${"a".repeat(500)}HERE${"b".repeat(500)}`;
    const [line, marks] = frame(text, at(1, 504, 1, 508), 60);
    expect(line).toMatch(/^…a+HEREb+…$/);
    expect(displayWidth(line)).toBeLessThanOrEqual(60);
    expect(line.slice(marks.indexOf("^"), marks.length)).toBe("HERE");
  });

  test("a place outside of the text has no frame", () => {
    expect(render([sample({ location: at(9, 1, 9, 1) })], "a: 1\n")).toContain("--> a.yaml:9:1\n   why:");
  });
});

test("colour only when asked", () => {
  const introducer = "\u001b[";
  expect(render([sample()])).not.toContain(introducer);
  expect(render([sample()], "", { colour: true })).toContain(`${introducer}1;31merror`);
});

test("a place within a pair of surrogates is that of the whole character", () => {
  const [line, marks] = frame(" 𐀀𐀀𐀀\u0000𐀀𐀀", at(1, 3, 1, 12), 21);
  expect(displayWidth(line)).toBeLessThanOrEqual(21);
  expect(marks).toMatch(/^ \^+$/);
  expect(displayWidth(marks)).toBeLessThanOrEqual(displayWidth(line));
});

test("nothing of a spec acts on the terminal, and frames keep to the width", () => {
  const text = fc.string({ unit: "binary", maxLength: 300 });
  const place = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 300 }), fc.nat(50));
  fc.assert(
    fc.property(text, text, place, fc.integer({ min: 20, max: 120 }), (spec, words, [line, column, length], width) => {
      const location = at(line, column, line, column + length, words);
      const diagnostic = sample({ message: words, help: words, location, related: [{ message: words, location }] });
      const rendered = render([diagnostic], spec, { width });
      expect(rendered.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      for (const shown of rendered.split("\n").filter((shownLine) => /^ +\d* \| /.test(shownLine))) {
        expect(displayWidth(shown)).toBeLessThanOrEqual(Math.max(width, 40));
      }
    }),
    { numRuns: 1000 },
  );
});
