import { execFileSync } from "node:child_process";
import { describe, expect } from "vitest";
import { APPLICATION_HEALTH, HEALTH_CHECKS } from "../../src/emitters/argocd/health-checks.ts";
import { findTool, testWith, toolJudge } from "./judge.ts";

// Argo CD runs Lua 5.1 (gopher-lua).
const judge = toolJudge("lua5.1");

/** A value as a Lua literal. */
function lua(value: unknown): string {
  if (Array.isArray(value)) return `{${value.map(lua).join(",")}}`;
  if (typeof value !== "object" || value === null) return value == null ? "nil" : JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, field]) => `[${JSON.stringify(key)}]=${lua(field)}`)
    .join(",")}}`;
}

function health(code: string | undefined, object: object): string {
  const program = `local function check(obj)\n${code}end\nlocal result = check(${lua(object)})\nassert(type(result.message) == "string")\nio.write(result.status)`;
  return execFileSync(findTool("lua5.1") ?? "lua5.1", ["-"], { input: program, encoding: "utf8" });
}

describe("health checks in Lua", () => {
  testWith(judge, "Application", () => {
    const cases: readonly [string, object][] = [
      ["Progressing", {}],
      ["Progressing", { status: {} }],
      ["Missing", { status: { health: { status: "Missing" } } }],
      ["Progressing", { status: { health: { status: "Healthy" }, operationState: { phase: "Running" } } }],
      ["Healthy", { status: { health: { status: "Healthy" }, operationState: { phase: "Succeeded" } } }],
      ["Degraded", { status: { health: { status: "Degraded", message: "crash" } } }],
    ];
    for (const [expected, object] of cases)
      expect([health(APPLICATION_HEALTH, object), object]).toEqual([expected, object]);
  });

  testWith(judge, "KafkaNodePool", () => {
    const cases: readonly [string, object][] = [
      ["Progressing", { metadata: { generation: 1 } }],
      ["Progressing", { metadata: { generation: 2 }, status: { observedGeneration: 1 } }],
      ["Healthy", { metadata: { generation: 2 }, status: { observedGeneration: 2 } }],
      [
        "Degraded",
        {
          metadata: { generation: 2 },
          status: { observedGeneration: 2, conditions: [{ type: "NotReady", status: "True" }] },
        },
      ],
    ];
    for (const [expected, object] of cases)
      expect([health(HEALTH_CHECKS.get("kafka.strimzi.io_KafkaNodePool"), object), object]).toEqual([expected, object]);
  });

  testWith(judge, "Kibana", () => {
    const cases: readonly [string, object][] = [
      ["Progressing", {}],
      ["Progressing", { status: { health: "red" } }],
      ["Healthy", { status: { health: "green" } }],
    ];
    for (const [expected, object] of cases)
      expect([health(HEALTH_CHECKS.get("kibana.k8s.elastic.co_Kibana"), object), object]).toEqual([expected, object]);
  });
});
