import fc from "fast-check";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import type { Position } from "../../src/diagnostics/diagnostic.ts";
import { parseDocument } from "../../src/source/parse-document.ts";
import { misleadingStrings } from "../arbitraries/hostile.ts";

const VALID = `apiVersion: finflow.io/v1alpha1
include: [services/*.yaml]
services:
  payments-service: { port: 8080, calls: [auth-service, { service: credit, timeout: 800ms }] }
  other:
    config:
      NOTE: |
        a text
      Q: "x\\ty"
    egress:
    - a:443
`;

const pieces = fc.constantFrom(
  ..."- |? |: |[|]|{|}|, |,|#| #|&a |*a|!t |!!str |%YAML 1.1|---|...|<<: *a|'|\"|\\|>|@|`|~|\t|  |    |\n|\n  |\n- |\r\n|\u2028|a|a: |1|true|.inf".split(
    "|",
  ),
  "|\n",
  "|2-\n",
);
const yamlish = fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join(""));
const mutated = fc
  .array(fc.tuple(fc.nat(VALID.length), fc.nat(5), fc.oneof(pieces, fc.string({ unit: "binary", maxLength: 3 }))), {
    maxLength: 5,
  })
  .map((edits) => edits.reduce((text, [at, drop, put]) => text.slice(0, at) + put + text.slice(at + drop), VALID));
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .oneof(yamlish, mutated, fc.string({ unit: "binary", maxLength: 100 }))
    .map((text) => new TextEncoder().encode(text)),
);

/** Lines as locations count them, of the text without its byte order mark. */
const linesOf = (data: Uint8Array) => new TextDecoder().decode(data).split("\n");
const inside = (lines: readonly string[], { line, column }: Position) =>
  line >= 1 && line <= lines.length && column >= 1 && column <= (lines[line - 1]?.length ?? 0) + 2;

test("whatever the bytes, there is data or a reason, and every reason has a place", () => {
  fc.assert(
    fc.property(bytes, (data) => {
      const start = performance.now();
      const { value, diagnostics } = parseDocument(data, "spec.yaml");
      expect(performance.now() - start).toBeLessThan(2000);
      expect(value !== undefined || diagnostics.length > 0).toBe(true);
      const lines = linesOf(data);
      for (const { location, related } of diagnostics) {
        for (const place of [location, ...related.map((other) => other.location)]) {
          expect(place && inside(lines, place.start) && inside(lines, place.end)).toBe(true);
        }
      }
    }),
    { numRuns: 4000 },
  );
});

/** Strings without the invisible characters that are refused raw; `yaml` does not escape all of them. */
const visible = (text: string) => !/[\p{Cc}\p{Cs}\ufeff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text);
const texts = fc
  .oneof(fc.string({ unit: "binary", maxLength: 20 }), fc.constantFrom(...misleadingStrings))
  .filter((text) => visible(text.replaceAll("\n", "")));
const keys = texts.filter((text) => text !== "__proto__" && text !== "<<");
const data = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    texts,
    fc.maxSafeInteger(),
    fc
      .double({ noNaN: true, noDefaultInfinity: true, min: -1e20, max: 1e20 })
      .filter((number) => !Number.isInteger(number) || Number.isSafeInteger(number))
      .map((number) => number + 0),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(keys, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;
const styles = fc.record({
  collectionStyle: fc.constantFrom("any", "flow"),
  defaultStringType: fc.constantFrom("PLAIN", "QUOTE_DOUBLE", "QUOTE_SINGLE"),
  indentSeq: fc.boolean(),
  crlf: fc.boolean(),
});

test("data printed as YAML comes back, and every path leads to the text of its value", () => {
  fc.assert(
    fc.property(data, styles, (value, { crlf, ...style }) => {
      const printed = stringify({ root: value }, { ...style, aliasDuplicateObjects: false, lineWidth: 0 } as object);
      const text = crlf ? printed.replaceAll("\n", "\r\n") : printed;
      const { value: document, diagnostics } = parseDocument(new TextEncoder().encode(text), "spec.yaml");
      expect(diagnostics).toEqual([]);
      if (!document) throw new Error("no data");
      expect(document.value).toEqual({ root: value });

      const lines = text.split("\n");
      const offset = ({ line, column }: Position) =>
        lines.slice(0, line - 1).reduce((sum, other) => sum + other.length + 1, 0) + column - 1;
      const visit = (here: unknown, path: (string | number)[]): void => {
        const { start, end } = document.locate(path);
        const piece = text.slice(offset(start), offset(end));
        // Block styles carry their indentation into the slice; give the first line its own back.
        if (path.length > 0 && !/^[|>]/.test(piece)) {
          expect(parse(" ".repeat(start.column - 1) + piece, { schema: "core" })).toEqual(here);
        }
        if (Array.isArray(here)) here.forEach((item, index) => void visit(item, [...path, index]));
        else if (typeof here === "object" && here !== null) {
          for (const [key, item] of Object.entries(here)) visit(item, [...path, key]);
        }
      };
      visit(document.value, []);
    }),
    { numRuns: 1500 },
  );
});
