import { expect, test } from "vitest";
import { findings } from "./findings.ts";

const logging = (nodes: number, storage: string) => ({
  services: {},
  environment: { logging: { dailyVolume: "10Gi", retention: "14d", nodes, storage } },
});

test("FF21: the logs stay below the watermark of the data nodes' disks", () => {
  // 10 GiB × (14 + 1) × 2 × 1.15 / 3 = 115 GiB; 0.85 × 136 = 115.6, 0.85 × 135 = 114.75
  expect(findings(logging(3, "136Gi"))).toEqual([]);
  expect(findings(logging(3, "135Gi"))).toEqual(["data/elasticsearch-disk error @ prod.logging.storage: 135Gi"]);
});

test("FF21: one node has no second copy", () => {
  // 10 × (14 + 1) × 1.15 = 172.5 = 0.85 × 202.9
  expect(findings(logging(1, "203Gi"))).toEqual([]);
  expect(findings(logging(1, "202Gi"))).toEqual(["data/elasticsearch-disk error @ prod.logging.storage: 202Gi"]);
});
