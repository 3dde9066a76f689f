import { expect, test } from "vitest";
import { nearest } from "../../src/diagnostics/nearest.ts";

test.each<[word: string, candidates: readonly string[], expected: string | undefined]>([
  ["prot", ["port", "host"], "port"],
  ["payment-service", ["payments-service", "auth-service"], "payments-service"],
  ["PORT", ["port"], "port"],
  ["x", ["y", "zz"], "y"],
  ["completely", ["different"], undefined],
  ["anything", [], undefined],
])("%s", (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected);
});
