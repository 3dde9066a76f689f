import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Language, printTemplate, type TemplateValue } from "../../src/print/template.ts";
import { hostileString } from "../arbitraries/hostile.ts";

const json: Language = { name: "JSON", places: { default: (value) => value.toUpperCase(), json: JSON.stringify } };
const strict: Language = { name: "strict", places: { json: JSON.stringify } };

const print = (template: string, data: Readonly<Record<string, TemplateValue>> = {}, language = json) =>
  printTemplate(template, data, language);

describe("templates", () => {
  test("interpolate by the place that is named, else by the language's default", () => {
    expect(print("{{a}} {{json a}} {{json n}}", { a: 'b"', n: 7 })).toBe('B" "b\\"" "7"');
  });

  test("repeat and choose, and leave no trace of it", () => {
    const template =
      "{{#each list}}\n- {{json name}}{{#unless @last}},{{/unless}}\n{{/each}}\n{{#if no}}\nno\n{{/if}}\n";
    expect(print(template, { list: [{ name: "a" }, { name: "b" }], no: undefined })).toBe('- "a",\n- "b"\n');
  });

  test("law 9: whatever a text holds, it is read back as it was", () => {
    fc.assert(
      fc.property(hostileString, (text) => {
        expect(JSON.parse(print("[{{json text}}]", { text }))).toEqual([text.toWellFormed()]);
      }),
      { numRuns: 300 },
    );
    const long = `{{a}}$\{b}$(c)`.repeat(1000);
    expect(JSON.parse(print("{{json long}}", { long }))).toBe(long);
  });

  test.each([
    ["{{{a}}}", "writes a value as it is"],
    ["{{&a}}", "does so too"],
    ["{{nowhere a}}", "names no place of the language"],
    ["{{json a b}}", "has two values"],
    ["{{json a x=a}}", "has an option"],
    ["{{json (json a)}}", "computes"],
    ["{{> a}}", "is a partial"],
    ["{{#> a}}{{/a}}", "is a partial too"],
    ["{{#*inline 'a'}}{{/inline}}", "is a decorator"],
    ["{{lookup a b}}", "is a helper of Handlebars"],
    ["{{log a}}", "is another"],
    ["{{#json a}}{{/json}}", "is no block"],
  ])("law 9: %s is refused, since it %s", (template) => {
    expect(() => print(template, { a: "b", b: "c" })).toThrow(TypeError);
  });

  test("law 9: a language without a default place wants each interpolation to name one", () => {
    expect(() => print("{{a}}", { a: "b" }, strict)).toThrow("is not `{{place value}}` of strict");
    expect(print("{{json a}}", { a: "b" }, strict)).toBe('"b"');
  });

  test.each(["{{a}}", "{{json a}}", "{{json b.a}}", "{{#if a}}{{/if}}", "{{#each a}}{{/each}}"])(
    "%s without that value is refused, not left empty",
    (template) => {
      expect(() => print(template, { b: {} })).toThrow(/not defined/);
    },
  );

  test.each(["{{toString}}", "{{json constructor}}", "{{json b.constructor}}", "{{__proto__}}"])(
    "%s reaches no prototype",
    (template) => {
      expect(() => print(template, { b: {} })).toThrow();
    },
  );

  test("a truth value is no text", () => {
    expect(() => print("{{json a}}", { a: true })).toThrow("interpolates boolean");
  });
});
