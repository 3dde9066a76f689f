import { expect, test } from "vitest";
import { addDev, findings, messages } from "./findings.ts";

const web = (scale: object) => ({ services: { web: { scale } } });

test("FF04: min above max is refused, equal is not", () => {
  expect(findings(web({ min: 5, max: 4 }))).toEqual(["rollout/replica-bounds error @ web.scale.max: 4"]);
  expect(findings(web({ min: 4, max: 4 }))).toEqual([]);
});

test("FF04: production has two replicas at least", () => {
  expect(findings(web({ min: 1, max: 4 }))).toEqual(["rollout/replica-bounds error @ web.scale.min: 1"]);
  expect(findings(web({ min: 2, max: 4 }))).toEqual([]);
  expect(findings({ ...web({ min: 1, max: 4 }), environment: { tier: "nonprod" } })).toEqual([]);
});

test("a mistake that environments share is said once, one of an override where it stands", () => {
  expect(messages(web({ min: 5, max: 4 }), addDev)).toEqual(["web has scale.min 5 above scale.max 4 in dev and prod."]);
  const override = { overrides: { services: { web: { scale: { min: 9 } } } } };
  expect(findings(web({ min: 2, max: 4 }), (spec) => addDev(spec, override))).toEqual([
    "rollout/replica-bounds error @ web.scale.max: 4",
  ]);
  const both = { overrides: { services: { web: { scale: { min: 9, max: 8 } } } } };
  expect(findings(web({ min: 2, max: 4 }), (spec) => addDev(spec, both))).toEqual([
    "rollout/replica-bounds error @ dev.overrides.services.web.scale.max: 8",
  ]);
});
