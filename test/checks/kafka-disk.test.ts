import { expect, test } from "vitest";
import { findings, messages } from "./findings.ts";

const topics = (storage: string, more: object = {}) => ({
  services: { web: { publishes: ["orders"], consumes: ["orders"] } },
  topics: { orders: { retention: "10d", throughput: "5Gi", ...more } },
  environment: { kafka: { brokers: 3, storage } },
});

test("FF20: what the topics hold fits the brokers' disks", () => {
  // 5 GiB × 10 days × 3 copies / 3 brokers × 1.3 = 65 GiB
  expect(findings(topics("65Gi"))).toEqual([]);
  expect(findings(topics("64Gi"))).toEqual(["data/kafka-disk error @ prod.kafka.storage: 64Gi"]);
  expect(messages(topics("64Gi"))[0]).toContain("50Gi × 3 copies / 3 brokers × 1.3 = 65Gi");
});

test("FF20: compacted topics and those without a throughput are not counted", () => {
  expect(findings(topics("1Gi", { compacted: true }))).toEqual([]);
  expect(
    findings(topics("1Gi"), (spec) => {
      delete spec.topics.orders.throughput;
    }),
  ).toEqual([]);
});
