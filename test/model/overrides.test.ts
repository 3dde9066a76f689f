import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeOverride } from "../../src/model/overrides.ts";

const json = fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes("__proto__"));
const map = fc.dictionary(fc.string(), json).filter((value) => !JSON.stringify(value).includes("__proto__"));

test("maps are merged, lists and scalars replaced, null removes", () => {
  const base = { a: 1, list: [1, 2], map: { x: 1, y: 2, z: { deep: true } }, gone: 1 };
  const override = { list: [3], map: { y: 3, z: { more: 1 } }, gone: null, fresh: 2 };
  expect(mergeOverride(base, override)).toEqual({
    a: 1,
    list: [3],
    map: { x: 1, y: 3, z: { deep: true, more: 1 } },
    fresh: 2,
  });
});

test("changes neither argument", () =>
  fc.assert(
    fc.property(map, map, (base, override) => {
      const before = JSON.stringify([base, override]);
      mergeOverride(base, override);
      expect(JSON.stringify([base, override])).toBe(before);
    }),
  ));

test("an empty override changes nothing", () =>
  fc.assert(
    fc.property(map, (base) => {
      expect(mergeOverride(base, {})).toEqual(base);
    }),
  ));

test("twice is once", () =>
  fc.assert(
    fc.property(map, map, (base, override) => {
      const once = mergeOverride(base, override);
      expect(mergeOverride(once, override)).toEqual(once);
    }),
  ));
