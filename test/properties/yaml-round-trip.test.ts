import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { printYaml } from "../../src/print/yaml.ts";
import { data, hostileString } from "../arbitraries/hostile.ts";

const runs = { numRuns: 2000 };

/** What UTF-8 cannot carry is the one thing that changes. */
function wellFormed(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toWellFormed(), wellFormed(item)]));
}

test.each(["1.1", "1.2"] as const)("a YAML %s reader gets any data back", (version) => {
  fc.assert(
    fc.property(data, (value) => {
      const text = printYaml(value);
      expect(parse(text, { version, merge: version === "1.1" })).toEqual(wellFormed(value));
    }),
    runs,
  );
});

test.each(["1.1", "1.2"] as const)(
  "a YAML %s reader gets any string back, as key, value, item and document",
  (version) => {
    fc.assert(
      fc.property(hostileString, (text) => {
        const value = { [text]: text, list: [text, [text], { [text]: text }] };
        expect(parse(printYaml(value), { version, merge: version === "1.1" })).toEqual(wellFormed(value));
        expect(parse(printYaml(text), { version })).toBe(text.toWellFormed());
      }),
      runs,
    );
  },
);

test("the order of keys does not change a byte", () => {
  fc.assert(
    fc.property(fc.dictionary(hostileString, data), fc.integer(), (fields, seed) => {
      const entries = Object.entries(fields);
      const rotated = [...entries.slice(seed % (entries.length + 1)), ...entries.slice(0, seed % (entries.length + 1))];
      expect(printYaml(Object.fromEntries(rotated.reverse()))).toBe(printYaml(fields));
    }),
    runs,
  );
});

test("every line is printable, ends in LF and has no space before its end", () => {
  fc.assert(
    fc.property(data, (value) => {
      const text = printYaml(value);
      expect(text.endsWith("\n")).toBe(true);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/);
      expect(text).not.toMatch(/[ \t]\n/);
      expect(text.isWellFormed()).toBe(true);
    }),
    runs,
  );
});
