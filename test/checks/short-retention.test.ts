import { expect, test } from "vitest";
import { addDev, findings, messages } from "./findings.ts";

const code = "slo/short-retention";
const kept = (retention: string, slo: object | undefined = { availability: 99.9 }) => ({
  services: { web: { ...(slo && { slo }) } },
  environment: { monitoring: { retention } },
});

test("FF53: Prometheus keeps what the longest alert looks back at", () => {
  expect(findings(kept("71h"))).toEqual([`${code} error @ prod.monitoring.retention: 71h`]);
  expect(messages(kept("71h"))[0]).toContain("71h < 3d");
});

test("FF53: in production it keeps what an error budget lasts", () => {
  expect(findings(kept("3d"))).toEqual([`${code} warning @ prod.monitoring.retention: 3d`]);
  expect(messages(kept("29d"))[0]).toContain("29d < 30d");
  expect(findings(kept("30d"))).toEqual([]);
});

test("near misses: nothing is promised, or it is not production", () => {
  expect(findings({ services: { web: {} }, environment: { monitoring: { retention: "1d" } } })).toEqual([]);
  const dev = (retention: string) => findings(kept("30d"), (spec) => addDev(spec, { monitoring: { retention } }));
  expect(dev("3d")).toEqual([]);
  expect(dev("2d")).toEqual([`${code} error @ dev.monitoring.retention: 2d`]);
});
