import { expect, test } from "vitest";
import { findings } from "./findings.ts";

const nat = (nat: string | undefined, tier = "prod") =>
  findings({ services: {}, environment: { tier } }, (spec) => {
    if (nat !== undefined) spec.environments.prod.aws.nat = nat;
  });

test("FF37: production has a NAT gateway in each zone", () => {
  expect(nat("single")).toEqual(["network/single-nat error @ prod.aws.nat: single"]);
  expect(nat("zone")).toEqual([]);
  expect(nat(undefined)).toEqual([]);
  expect(nat("single", "nonprod")).toEqual([]);
});
