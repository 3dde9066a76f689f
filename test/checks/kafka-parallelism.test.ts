import { expect, test } from "vitest";
import { addDev, findings } from "./findings.ts";

const reader = (max: number, partitions = 6) => ({
  services: { web: { publishes: ["orders"] }, books: { consumes: ["orders"], scale: { min: 2, max } } },
  topics: { orders: { partitions } },
});

test("FF18: a consumer has no more replicas than its topic has partitions", () => {
  expect(findings(reader(6))).toEqual([]);
  expect(findings(reader(7))).toEqual(["data/kafka-parallelism error @ books.scale.max: 7"]);
});

test("FF18: each environment has its own numbers", () => {
  const override = { overrides: { topics: { orders: { partitions: 5 } } } };
  expect(findings(reader(6), (spec) => addDev(spec, override))).toEqual([
    "data/kafka-parallelism error @ books.scale.max: 6",
  ]);
  const more = { overrides: { services: { books: { scale: { max: 7 } } } } };
  expect(findings(reader(6), (spec) => addDev(spec, more))).toEqual([
    "data/kafka-parallelism error @ dev.overrides.services.books.scale.max: 7",
  ]);
});
