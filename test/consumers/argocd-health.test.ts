import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { APPLICATION_HEALTH, HEALTH_CHECKS } from "../../src/emitters/argocd/health-checks.ts";
import { findTool } from "./kustomize.ts";

// Argo CD runs Lua 5.1 (gopher-lua). It is no tool that the repository needs, so it is never required.
const interpreter = findTool("lua5.1") ?? findTool("luajit");
const testWithLua = interpreter === undefined ? test.skip : test;

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
  return execFileSync(interpreter ?? "", ["-"], { input: program, encoding: "utf8" });
}

describe("health checks in Lua (skipped without lua5.1)", () => {
  testWithLua.each([
    ["Progressing", {}],
    ["Progressing", { status: {} }],
    ["Missing", { status: { health: { status: "Missing" } } }],
    ["Progressing", { status: { health: { status: "Healthy" }, operationState: { phase: "Running" } } }],
    ["Healthy", { status: { health: { status: "Healthy" }, operationState: { phase: "Succeeded" } } }],
    ["Degraded", { status: { health: { status: "Degraded", message: "crash" } } }],
  ])("Application: %s of %o", (expected, object) => expect(health(APPLICATION_HEALTH, object)).toBe(expected));

  testWithLua.each([
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
  ])("KafkaNodePool: %s of %o", (expected, object) =>
    expect(health(HEALTH_CHECKS.get("kafka.strimzi.io_KafkaNodePool"), object)).toBe(expected),
  );

  testWithLua.each([
    ["Progressing", {}],
    ["Progressing", { status: { health: "red" } }],
    ["Healthy", { status: { health: "green" } }],
  ])("Kibana: %s of %o", (expected, object) =>
    expect(health(HEALTH_CHECKS.get("kibana.k8s.elastic.co_Kibana"), object)).toBe(expected),
  );
});
