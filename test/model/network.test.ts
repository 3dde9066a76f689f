import { describe, expect, test } from "vitest";
import { planSubnets } from "../../src/model/network.ts";
import { type Cidr, containsCidr, formatCidr, overlapsCidr, parseCidr } from "../../src/schema/cidr.ts";

const vpc = parseCidr("10.30.0.0/16") as Cidr;

test("the plan of two zones", () => {
  const plan = planSubnets(vpc, "us-west-2", ["a", "c"]).map(({ zone, ...subnets }) => [
    zone,
    ...Object.values(subnets).map(formatCidr),
  ]);
  expect(plan).toEqual([
    ["us-west-2a", "10.30.0.0/24", "10.30.32.0/19", "10.30.8.0/26", "10.30.9.0/28", "10.30.10.0/27"],
    ["us-west-2c", "10.30.1.0/24", "10.30.64.0/19", "10.30.8.64/26", "10.30.9.16/28", "10.30.10.32/27"],
  ]);
});

describe.each([2, 3, 4])("%i zones", (count) => {
  const zones = ["a", "b", "c", "d"].slice(0, count);
  const subnets = planSubnets(vpc, "eu-central-1", zones).flatMap(({ zone: _, ...blocks }) => Object.values(blocks));

  test("all subnets lie in the VPC", () => expect(subnets.every((subnet) => containsCidr(vpc, subnet))).toBe(true));

  test("no two overlap", () => {
    const pairs = subnets.flatMap((a, index) => subnets.slice(index + 1).map((b) => [a, b] as const));
    expect(pairs.filter(([a, b]) => overlapsCidr(a, b))).toEqual([]);
  });

  test("each starts at a multiple of its size", () =>
    expect(subnets.map((subnet) => parseCidr(formatCidr(subnet)))).toEqual(subnets));
});

test("a zone added at the end moves no other", () => {
  const three = planSubnets(vpc, "us-west-2", ["a", "b", "c"]);
  expect(planSubnets(vpc, "us-west-2", ["a", "b", "c", "d"]).slice(0, 3)).toEqual(three);
});
