import { expect, test } from "vitest";
import { findings } from "./findings.ts";

const health = (ready: string, live: string) => ({ services: { web: { health: { ready, live } } } });

test("FF13: liveness and readiness are asked at different paths", () => {
  expect(findings(health("/health", "/health"))).toEqual(["health/identical-probes error @ web.health.live: /health"]);
  expect(findings(health("/health", "/health/"))).toEqual([]);
});
