import { expect, test } from "vitest";
import { findings } from "./findings.ts";

const zones = (region: string, zones: readonly string[]) => ({
  services: {},
  environment: { aws: { region, zones } },
});

test("FF39: a zone exists and is listed once", () => {
  expect(findings(zones("eu-central-1", ["a", "b", "c"]))).toEqual([]);
  expect(findings(zones("eu-central-1", ["a", "b", "d"]))).toEqual([
    "network/unusable-zone error @ prod.aws.zones.- d",
  ]);
  expect(findings(zones("eu-central-1", ["a", "b", "a"]))).toEqual([
    "network/unusable-zone error @ prod.aws.zones.- a",
  ]);
});

test("nothing is said about regions that are not in the catalogue", () => {
  expect(findings(zones("ap-south-2", ["a", "f"]))).toEqual([]);
});
