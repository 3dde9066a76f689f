import { expect, test } from "vitest";
import { tester } from "../../tester.ts";

test("tells a process its port, its upstreams and its own configuration, all as text", () => {
  const services = {
    api: { port: 9000 },
    web: { calls: [{ service: "api", retries: 1 }], config: { DEBUG: false, N: 7 } },
  };
  expect(tester.object({ services }, "web", "ConfigMap", "web").data).toEqual({
    API_RETRIES: "1",
    API_TIMEOUT_MS: "1000",
    API_URL: "http://api:9000",
    DEBUG: "false",
    N: "7",
    NODE_OPTIONS: "--max-old-space-size=192",
    PORT: "8080",
  });
});

test("law 1: is in one order, whatever the spec's", () => {
  const keys = (config: Record<string, string>) =>
    Object.keys(tester.object({ services: { web: { runtime: "static", config } } }, "web", "ConfigMap", "web").data);
  expect(keys({ b: "", Z: "", a: "" })).toEqual(keys({ a: "", b: "", Z: "" }));
});
