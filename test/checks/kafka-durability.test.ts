import { expect, test } from "vitest";
import { findings } from "./findings.ts";

const kafka = (kafka: object, tier = "prod") => ({ services: {}, environment: { tier, kafka } });

test("FF17: production has three brokers and three controllers", () => {
  expect(findings(kafka({ brokers: 2 }))).toEqual(["data/kafka-durability error @ prod.kafka.brokers: 2"]);
  expect(findings(kafka({ controllers: 1 }))).toEqual(["data/kafka-durability error @ prod.kafka.controllers: 1"]);
  expect(findings(kafka({ brokers: 3, controllers: 3 }))).toEqual([]);
});

test("FF17: elsewhere one broker is a choice, two are a mistake", () => {
  expect(findings(kafka({ brokers: 2 }, "nonprod"))).toEqual(["data/kafka-durability warning @ prod.kafka.brokers: 2"]);
  expect(findings(kafka({ brokers: 1, controllers: 1 }, "nonprod"))).toEqual([]);
});
