import { expect, test } from "vitest";
import { findings } from "./findings.ts";

const nodes = (max: number) => ({
  services: {},
  environment: {
    cluster: { name: "shop", kubernetes: "1.35", nodes: { apps: { instance: "m7i.xlarge", min: 3, max } } },
  },
});

test("FF08: the addresses of one zone's private subnet", () => {
  // (134 + 2) × 4 × 15 + 16 = 8176 of 2¹³ − 5 = 8187
  expect(findings(nodes(402))).toEqual([]);
  expect(findings(nodes(403))).toEqual(["network/subnet-exhaustion error @ prod.cluster.nodes.apps.max: 403"]);
});
