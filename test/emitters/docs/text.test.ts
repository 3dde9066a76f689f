import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasErrors } from "../../../src/diagnostics/diagnostic.ts";
import { docs } from "../../../src/emitters/docs/index.ts";
import { code, fenced, table, text } from "../../../src/emitters/docs/markdown.ts";
import { hostileString } from "../../arbitraries/hostile.ts";
import { tester } from "../../tester.ts";
import { markdown, type Token, tokensOf } from "./rig.ts";

/** White space as HTML shows it. What no document can hold is left out before, as the schema does. */
const shown = (value: string): string =>
  value
    .toWellFormed()
    .replaceAll(/[ \t\r\n]+/g, " ")
    .replaceAll(/^ | $/g, "");

/** Text of tokens: entities and backslashes are read, markup is gone. */
const readOf = (tokens: readonly Token[]): string =>
  tokens.map(({ type, content }) => (type === "softbreak" ? " " : type === "inline" ? "" : content)).join("");

/** What makes a document more than text. */
const MARKUP = /^(?:html_|link_|image|em_|strong_|s_|code_|hr|heading_|.*list_|blockquote_|fence|table_)/;

const samples = [
  "a | b",
  "`code`",
  "<script>alert(1)</script>",
  "](https://evil.example)",
  "[x](y)",
  "![x](y)",
  "a\nb\n\n# c",
  "%%",
  "\"quoted\" and 'so'",
  "*a* _b_ __c__ ~~d~~",
  "- a",
  "+ a",
  "1. a",
  "2) b",
  "> a",
  "===",
  "---",
  "&lt; &#60; &amp;",
  "https://evil.example www.evil.example a@b.example ftp://x.example",
  "\\",
  "a\\|b",
  "<!-- a",
  "$(rm) `rm` {{ x }} {% x %} %{x}",
  `$${"{x}"}`,
  "$a$ $$b$$",
  "\u202eevil\u202c \u2066x\u2069",
  "| --- | --- |",
  "    indented",
  "```\nfence",
  "[^1]: note",
  "x".repeat(10_000),
];

const carried = hostileString.filter(
  // What CommonMark itself replaces or a text of a spec cannot have.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  (value) => value.isWellFormed() && !/[\u0000-\u0008\u000b-\u001f]/.test(value),
);
const hostile = fc.oneof(
  { weight: 2, arbitrary: carried },
  { weight: 1, arbitrary: fc.constantFrom(...samples) },
  {
    weight: 3,
    arbitrary: fc.string({ unit: fc.constantFrom(..."ab1 .:/@w|`*_~[]()<>!#&;\\\n-+=$\"'%{}"), maxLength: 25 }),
  },
);

describe("law 9: text of a spec is text", () => {
  test("in a paragraph, in an item and in a cell, judged by a Markdown parser", () => {
    fc.assert(
      fc.property(hostile, hostile, (value, other) => {
        const paragraph = tokensOf(text(value));
        expect(readOf(paragraph)).toBe(shown(value));
        expect(paragraph.filter(({ type }) => MARKUP.test(type))).toEqual([]);

        const item = tokensOf(`- ${text(value)}x`);
        expect(readOf(item)).toBe(`${shown(value)}x`);
        expect(item.filter(({ type }) => type === "bullet_list_open")).toHaveLength(1);

        const [rows = ""] = table(["a", "b"], [[`x ${text(value)}`, `x ${text(other)}`]]);
        const cells = markdown.parse(rows, {}).filter(({ type }) => type === "inline");
        expect(cells.map(({ children }) => readOf(children ?? []).trim())).toEqual([
          "a",
          "b",
          `x ${shown(value)}`.trim(),
          `x ${shown(other)}`.trim(),
        ]);
      }),
      { numRuns: 3000 },
    );
  });

  test("in code within a line, and in a block of it", () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const lines = value.replaceAll(/[\r\n]+/g, " ");
        fc.pre(lines.trim() !== "");
        const [span, ...others] = tokensOf(`x ${code(value)} x`).filter(({ type }) => type === "code_inline");
        expect([span?.content, others]).toEqual([lines, []]);
        const blocks = markdown.parse(fenced(value.split("\n")), {});
        expect(blocks.map(({ type, content }) => [type, content])).toEqual([
          ["fence", `${value.replaceAll(/\r\n?/g, "\n")}\n`],
        ]);
      }),
      { numRuns: 1000 },
    );
  });

  test("negative control: the judge sees what is not escaped", () => {
    for (const value of ["a *b*", "<b>", "[x](y)", "https://evil.example", "`x`", "# a", "- a", "1. a", "![x](y)"]) {
      expect(
        tokensOf(value).some(({ type }) => MARKUP.test(type)),
        value,
      ).toBe(true);
      expect(
        tokensOf(text(value)).some(({ type }) => MARKUP.test(type)),
        value,
      ).toBe(false);
    }
  });

  test("whatever a description says, the rest of its page stays as it is", () => {
    const pagesWith = (description: string) => {
      const topics = { orders: { description } };
      const services = {
        web: { owner: "crew", runtime: "node", port: 3000, description, publishes: ["orders"], consumes: ["orders"] },
      };
      // A spec with such characters themselves is refused; JSON's escapes say the same.
      const spec = tester
        .specOf({ services, topics, environment: { description } })
        .replaceAll(/\p{Cf}/gu, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
      const compiled = tester.platform(spec);
      const { platform, environments } = compiled;
      if (platform === undefined || hasErrors(compiled.diagnostics))
        throw new Error(JSON.stringify(compiled.diagnostics));
      const { value } = docs.emit({ platform, environments, fileOf: () => "spec.yaml" });
      return value.filter(({ path }) => /(?:web\/README|prod\/README|architecture)\.md$/.test(path));
    };
    const shapeOf = (body: string) =>
      markdown.parse(body, {}).map(({ type, children }) => [type, children?.map((child) => child.type).join()]);
    const plain = pagesWith("Plain.");
    expect(plain).toHaveLength(3);
    for (const value of samples.filter((sample) => sample.length <= 500)) {
      for (const [index, { path, body }] of pagesWith(value).entries()) {
        const read = tokensOf(body)
          .filter(({ type }) => type === "inline")
          .map(({ children }) => readOf(children ?? []));
        expect(read, path).toContain(shown(value));
        // A text may be several tokens; nothing else may be new.
        const flat = (shape: ReturnType<typeof shapeOf>) =>
          shape.map(([type, children]) => [
            type,
            children?.replaceAll(/text(?:_special)?(?:,text(?:_special)?)*/g, "text"),
          ]);
        expect(flat(shapeOf(body)), `${path}: ${value}`).toEqual(flat(shapeOf(plain[index]?.body ?? "")));
      }
    }
  });
});
