import { expect, test } from "vitest";
import { findings, messages } from "./findings.ts";

const slo = (slo: object) => ({ services: { web: { slo } } });

test("FF53: the fastest page can fire", () => {
  expect(findings(slo({ availability: 93.05 }))).toEqual(["slo/infeasible error @ web.slo.availability: 93.05"]);
  expect(findings(slo({ availability: 93.06 }))).toEqual([]);
  expect(messages(slo({ availability: 93 }))[0]).toContain("14.4 × (100 − 93) % = 100.8 %");
});

test("FF53: so can that for latency", () => {
  const latency = (target: number) => slo({ availability: 99, latency: { under: "300ms", target } });
  expect(findings(latency(90))).toEqual(["slo/infeasible error @ web.slo.latency.target: 90"]);
  expect(findings(latency(95))).toEqual([]);
});
