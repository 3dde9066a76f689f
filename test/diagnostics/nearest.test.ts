import fc from "fast-check";
import { expect, test } from "vitest";
import { nearest } from "../../src/diagnostics/nearest.ts";

const FIELDS = ["port", "owner", "runtime", "resources", "scale", "health", "slo", "egress"];

test.each([
  ["prot", "port"],
  ["ownr", "owner"],
  ["Runtime", "runtime"],
  ["resource", "resources"],
  ["ressources", "resources"],
  ["scael", "scale"],
  ["heatlh", "health"],
])("%s is meant to be %s", (word, field) => expect(nearest(word, FIELDS)).toBe(field));

test.each(["replicas", "x", "", "livenessProbe"])("%j is near nothing", (word) =>
  expect(nearest(word, FIELDS)).toBeUndefined(),
);

test("the first of equally near ones, so that the order of candidates decides nothing else", () => {
  expect(nearest("cat", ["bat", "hat"])).toBe("bat");
});

test("a word is nearest to itself", () =>
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.array(fc.string()), (word, others) => {
      expect(nearest(word, [...others, word])?.toLowerCase()).toBe(word.toLowerCase());
    }),
  ));
