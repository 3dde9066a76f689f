import { expect, test } from "vitest";
import { derivedVariables } from "../../src/model/variables.ts";
import { runFrontEnd, spec } from "./front-end.ts";

function variablesOf(fields: string): Record<string, string> {
  const result = runFrontEnd(
    spec({
      services: `services:
  shop: { owner: crew, port: 8080, ${fields} }
  stock: { owner: crew, runtime: go, port: 9000 }`,
    }),
  );
  expect(result.diagnostics).toEqual([]);
  if (result.platform === undefined) throw new Error("no platform");
  const derived = derivedVariables(result.platform, result.environment("prod"), result.service("prod", "shop"));
  return Object.fromEntries([...derived].map(([variable, { value }]) => [variable, value]));
}

test("a service with nothing knows its port", () => expect(variablesOf("runtime: static")).toEqual({ PORT: "8080" }));

test("calls, secrets and a database", () =>
  expect(
    variablesOf(
      "runtime: python, calls: [{ service: stock, timeout: 800ms, retries: 1 }], secrets: [stripe-api-key], database: { size: 1Gi, pool: 7 }",
    ),
  ).toEqual({
    DATABASE_CA_FILE: "/etc/database/ca.crt",
    DATABASE_DBNAME_FILE: "/etc/database/dbname",
    DATABASE_HOST_FILE: "/etc/database/host",
    DATABASE_PASSWORD_FILE: "/etc/database/password",
    DATABASE_POOL_SIZE: "7",
    DATABASE_POOL_HOST_FILE: "/etc/database/pool-host",
    DATABASE_PORT_FILE: "/etc/database/port",
    DATABASE_READ_HOST_FILE: "/etc/database/read-host",
    DATABASE_SSLMODE: "verify-full",
    DATABASE_USERNAME_FILE: "/etc/database/username",
    PORT: "8080",
    STOCK_RETRIES: "1",
    STOCK_TIMEOUT_MS: "800",
    STOCK_URL: "http://stock:9000",
    STRIPE_API_KEY_FILE: "/etc/secrets/stripe-api-key",
  }));

test.each([
  ["node", { NODE_OPTIONS: "--max-old-space-size=384" }],
  ["java", { JAVA_TOOL_OPTIONS: "-XX:MaxRAMPercentage=75.0 -XX:+ExitOnOutOfMemoryError" }],
  ["go", { GOMEMLIMIT: "460MiB" }],
  ["python", {}],
])("the heap of %s stays within its memory", (runtime, expected) =>
  expect(variablesOf(`runtime: ${runtime}, resources: { memory: 512Mi }`)).toEqual({ PORT: "8080", ...expected }),
);

test("they come in the order of their names", () => {
  const names = Object.keys(variablesOf("runtime: node, calls: [stock], secrets: [a], database: { size: 1Gi }"));
  expect(names).toEqual(names.toSorted());
});
