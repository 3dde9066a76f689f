import { expect, test } from "vitest";
import { findings } from "./findings.ts";

const pair = (caller: string, callee: string, required = true) => ({
  services: { web: { priority: caller, calls: [{ service: "auth", required }] }, auth: { priority: callee } },
});

test("FF59: what is required is not evicted first", () => {
  expect(findings(pair("high", "normal"))).toEqual(["rollout/priority-inversion warning @ web.calls.- service: auth"]);
  expect(findings(pair("normal", "normal"))).toEqual([]);
  expect(findings(pair("high", "normal", false))).toEqual([]);
});
