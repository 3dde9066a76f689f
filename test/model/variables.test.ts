import fc from "fast-check";
import { expect, test } from "vitest";
import type { Service } from "../../src/model/platform.ts";
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

test("buckets, by the names that S3 has them under", () =>
  expect(
    variablesOf("runtime: python, buckets: [{ name: price-lists, access: read }, { name: exports, access: write }]"),
  ).toEqual({
    EXPORTS_BUCKET: "acme-prod-exports-333333333333",
    PORT: "8080",
    PRICE_LISTS_BUCKET: "acme-prod-price-lists-333333333333",
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

/** Names that start and end like those of variables, with a dash or what `separator` says before their ends. */
const namesOf = (separator: string, ...starts: readonly string[]) =>
  fc.uniqueArray(
    fc
      .tuple(fc.constantFrom("", ...starts), fc.constantFrom("", "bucket", "file", "url"))
      .map(([start, end]) => `${start}a${end && separator}${end}`),
    { maxLength: 2 },
  );

test("no two parts of a service are told by one variable, or a name of theirs is refused", () => {
  const parts = fc.record({
    calls: namesOf("-", "database-"),
    secrets: namesOf("-", "kafka-group-", "database-"),
    buckets: namesOf("-", "kafka-group-", "database-"),
    consumes: namesOf("."),
    database: fc.option(fc.constant({ size: "1Gi" }), { nil: undefined }),
  });
  let [accepted, refused] = [0, 0];
  fc.assert(
    fc.property(parts, ({ calls, secrets, buckets, consumes, database }) => {
      const fields = {
        calls,
        secrets,
        consumes,
        publishes: consumes,
        database,
        buckets: buckets.map((name) => ({ name, access: "read" })),
      };
      const services = {
        shop: { owner: "crew", runtime: "node", port: 8080, ...fields },
        ...Object.fromEntries(calls.map((name) => [name, { owner: "crew", runtime: "go", port: 9000 }])),
      };
      const releases = Object.fromEntries(Object.keys(services).map((name) => [name, { tag: "1" }]));
      const result = runFrontEnd(
        spec({
          services: `services: ${JSON.stringify(services)}`,
          topics: `topics: ${JSON.stringify(Object.fromEntries(consumes.map((topic) => [topic, {}])))}`,
          releases: `releases: ${JSON.stringify({ prod: releases })}`,
        }),
      );
      const codes = new Set(result.diagnostics.map(({ code }) => code));
      if (codes.size > 0) {
        refused++;
        expect([...codes]).toEqual(["model/reserved-name"]);
        return;
      }
      accepted++;
      const { platform } = result;
      if (platform === undefined) throw new Error("no platform");
      const environment = result.environment("prod");
      const shop = result.service("prod", "shop");
      const bare = { ...shop, calls: [], secrets: [], buckets: [], consumes: [], database: undefined };
      const countOf = (part: Partial<Service>) => derivedVariables(platform, environment, { ...bare, ...part }).size;
      const alone: readonly Partial<Service>[] = [
        ...shop.calls.map((call) => ({ calls: [call] })),
        ...shop.secrets.map((secret) => ({ secrets: [secret] })),
        ...shop.buckets.map((bucket) => ({ buckets: [bucket] })),
        { consumes: shop.consumes },
        { database: shop.database },
      ];
      const sum = alone.reduce((total, part) => total + countOf(part) - countOf({}), countOf({}));
      expect(countOf(shop)).toBe(sum);
    }),
    { numRuns: 300, endOnFailure: true },
  );
  expect(Math.min(accepted, refused)).toBeGreaterThan(50);
});
