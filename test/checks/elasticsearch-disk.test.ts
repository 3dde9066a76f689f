import { expect, test } from "vitest";
import { findings } from "./findings.ts";

const logging = (nodes: number, storage: string) => ({
  services: {},
  environment: { logging: { dailyVolume: "10Gi", retention: "14d", nodes, storage } },
});

test("FF21: the logs stay below the watermark of the data nodes' disks", () => {
  // 10 GiB × 14 × 2 × 1.15 / 3 = 107.33 GiB; 0.85 × 127 = 107.95, 0.85 × 126 = 107.1
  expect(findings(logging(3, "127Gi"))).toEqual([]);
  expect(findings(logging(3, "126Gi"))).toEqual(["data/elasticsearch-disk error @ prod.logging.storage: 126Gi"]);
});

test("FF21: one node has no second copy", () => {
  // 10 × 14 × 1.15 = 161 = 0.85 × 189.4
  expect(findings(logging(1, "190Gi"))).toEqual([]);
  expect(findings(logging(1, "189Gi"))).toEqual(["data/elasticsearch-disk error @ prod.logging.storage: 189Gi"]);
});
