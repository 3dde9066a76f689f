import { expect, test } from "vitest";
import { addDev, findings } from "./findings.ts";

const parts = { services: { web: {} } };

test("FF51: production runs by digest", () => {
  expect(
    findings(parts, (spec) => {
      delete spec.releases.prod.web.digest;
    }),
  ).toEqual(["release/unpinned-image error @ releases.prod.web:"]);
  // dev has no digest
  expect(findings(parts, addDev)).toEqual([]);
});
