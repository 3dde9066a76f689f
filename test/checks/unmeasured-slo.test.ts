import { expect, test } from "vitest";
import { findings } from "./findings.ts";

const web = (metrics: unknown, slo: unknown = { availability: 99.9 }) => ({ services: { web: { metrics, slo } } });

test("FF53: what nobody measures cannot be promised", () => {
  expect(findings(web(false))).toEqual(["slo/unmeasured error @ web.slo:"]);
  expect(findings(web(false, { availability: 99, latency: { under: "1s", target: 95 } }))).toHaveLength(1);
});

test("near misses: metrics elsewhere, or no promise", () => {
  expect(findings(web({ port: 9090 }))).toEqual([]);
  expect(findings({ services: { web: { metrics: false } } })).toEqual([]);
});
