import { expect, test } from "vitest";
import { allocatable, maxPodsOf } from "../../src/catalog/allocatable.ts";
import { type InstanceType, instanceTypes } from "../../src/catalog/instance-types.ts";

const MEBIBYTE = 2 ** 20;
const type = (name: string) => instanceTypes.get(name) as InstanceType;

test.each([
  ["t3.medium", 17],
  ["t4g.large", 35],
  ["m7g.medium", 8],
  ["m7i.large", 29],
  ["m7i.xlarge", 58],
  ["m7i.2xlarge", 58],
  ["r7g.4xlarge", 234],
  ["c7i.16xlarge", 737],
])("%s has addresses for %i pods, as AWS's own table says", (name, pods) => {
  expect(maxPodsOf(type(name))).toBe(pods);
});

test("the kubelet of an m7i.large keeps 70 millicores and 574 MiB", () => {
  const node = allocatable(type("m7i.large"), 80 * 2 ** 30);
  expect(node.cpu).toBe(1930);
  expect(node.memory).toBe(Math.floor(8192 * MEBIBYTE * 0.93) - (574 + 100) * MEBIBYTE);
  expect(node.ephemeralStorage).toBe(71 * 2 ** 30);
});

test("a larger instance offers more", () => {
  const [small, large] = ["m7i.large", "m7i.48xlarge"].map((name) => allocatable(type(name), 2 ** 36));
  expect(large?.cpu).toBe(192_000 - 60 - 10 - 10 - 470);
  expect(large?.memory).toBeGreaterThan(small?.memory ?? 0);
});
