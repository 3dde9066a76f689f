import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { hasErrors } from "../../../src/diagnostics/diagnostic.ts";
import type { Contract } from "../../../src/emitters/contracts/contract-schema.ts";
import { SAMPLES } from "../../properties/compiled.ts";
import { tester } from "../../tester.ts";
import { contractsOf, sampleOf } from "./rig.ts";

const SERVICES = {
  web: {
    owner: "crew",
    runtime: "node",
    port: 3000,
    calls: [{ service: "stock", timeout: "1s" }],
    publishes: ["orders"],
    config: { LOG_LEVEL: "info", SIZE: 25, CODE: "007", ID: "12345678901234567890", ON: true, ALWAYS: "true" },
    secrets: ["api-key"],
    buckets: [{ name: "exports", access: "write" }],
    metrics: { port: 9464 },
    shutdown: { timeout: "40s" },
  },
  stock: {
    owner: "crew",
    description: "What is there.",
    runtime: "go",
    port: 9000,
    consumes: ["orders"],
    publishes: ["stock.changed"],
    database: { size: "20Gi" },
  },
};

/** All files for two environments, of which the second says something else about services. */
function filesWith(overrides: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const topics = { orders: { description: "What was bought." }, "stock.changed": {} };
  const spec = JSON.parse(tester.specOf({ services: SERVICES, topics }));
  const { prod } = spec.environments;
  const aws = { ...prod.aws, account: "555555555555", cidr: "10.40.0.0/16", domain: "lab.example" };
  spec.environments.lab = {
    ...prod,
    tier: "nonprod",
    aws,
    cluster: { ...prod.cluster, name: "lab" },
    overrides: { services: overrides },
  };
  spec.releases.lab = spec.releases.prod;
  const compiled = tester.platform(JSON.stringify(spec));
  if (hasErrors(compiled.diagnostics)) throw new Error(JSON.stringify(compiled.diagnostics, null, 2));
  return contractsOf(compiled);
}

const contractWith = (override: Readonly<Record<string, unknown>>, service = "web"): Contract =>
  JSON.parse(filesWith({ [service]: override }).get(`${service}.json`) ?? "");

const plain = filesWith({});

/** The files that differ from those without overrides. */
const changedBy = (overrides: Readonly<Record<string, unknown>>): readonly string[] => {
  const files = filesWith(overrides);
  return [...plain.keys()].filter((path) => plain.get(path) !== files.get(path));
};

describe("a contract is the same for all environments", () => {
  test.each<[string, Record<string, unknown>]>([
    ["a setting's value", { config: { LOG_LEVEL: "debug", SIZE: 1, ON: false } }],
    ["a timeout", { calls: [{ service: "stock", timeout: "3s", retries: 2 }] }],
    ["a longer end", { shutdown: { timeout: "90s" } }],
    ["the service's port", { port: 3001 }],
    [
      "what a contract does not hold",
      {
        buckets: [{ name: "exports", access: "read" }],
        scale: { min: 3, max: 9 },
        resources: { memory: "1Gi" },
        egress: ["a.example:443"],
      },
    ],
  ])("so an override of %s changes nothing in it", (_, override) => {
    expect(changedBy({ web: override })).toEqual([]);
  });

  test("neither does one of the engine's size, or of a pool", () => {
    expect(changedBy({ stock: { database: { size: "5Gi", pool: 3, readReplicas: 2 } } })).toEqual([]);
  });

  test.each<[string, Record<string, unknown>]>([
    ["a setting less", { config: { SIZE: null } }],
    ["another type", { config: { SIZE: "large" } }],
    ["a call less", { calls: [] }],
    ["another health path", { health: { ready: "/other" } }],
    ["a shorter end", { shutdown: { timeout: "20s" } }],
  ])("but one that makes it another shape changes the service's own files alone: %s", (_, override) => {
    expect(changedBy({ web: override })).toEqual(["web.json", "web.ts"]);
  });

  test("what its neighbours are described as is part of it (law 10: neighbours in the graph)", () => {
    expect(JSON.parse(plain.get("web.json") ?? "")).toMatchObject({
      upstreams: { stock: { description: "What is there." } },
      topics: { publishes: { orders: { description: "What was bought.", exactlyOnce: false } } },
    });
    expect(changedBy({ stock: { description: "Something else." } })).toEqual([
      "stock.json",
      "stock.ts",
      "web.json",
      "web.ts",
    ]);
  });
});

describe("what some environments lack is optional", () => {
  test("a setting, a secret, a call, a bucket, a topic", () => {
    const less = contractWith({
      config: { LOG_LEVEL: null },
      secrets: [],
      calls: [],
      buckets: [],
      publishes: [],
    });
    expect(less.settings.LOG_LEVEL).toEqual({ variable: "LOG_LEVEL", type: "text", optional: true });
    expect(less.secrets["api-key"]?.optional).toBe(true);
    expect(less.upstreams.stock?.optional).toBe(true);
    expect(less.upstreams.stock?.variables.url).toEqual({ variable: "STOCK_URL", type: "url" });
    expect(less.buckets.exports).toEqual({ variable: "EXPORTS_BUCKET", type: "text", optional: true });
    expect(less.topics.publishes.orders?.optional).toBe(true);
    expect(less.kafka?.optional).toBe(true);
  });

  test("a database as a whole, whose fields then stand or fall together", () => {
    const { database } = contractWith({ database: null }, "stock");
    expect(database?.optional).toBe(true);
    expect(Object.values(database?.variables ?? {}).some(({ optional }) => optional)).toBe(false);
  });
});

describe("types of settings are those that every environment's value has", () => {
  const types = (override: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(contractWith(override).settings).map(([name, { type }]) => [name, type]));

  test("a number only where its text is as a program writes it", () => {
    expect(types({})).toEqual({
      LOG_LEVEL: "text",
      SIZE: "number",
      CODE: "text",
      ID: "text",
      ON: "boolean",
      ALWAYS: "boolean",
    });
  });

  test("a text where environments differ", () => {
    expect(types({ config: { SIZE: "large", ON: 1 } })).toMatchObject({ SIZE: "text", ON: "text" });
  });
});

describe("what the process has to answer", () => {
  test("is asked by every environment, so all of their paths and ports count, and the shortest end", () => {
    expect(
      contractWith({ health: { ready: "/other" }, metrics: { path: "/m", port: 3000 }, shutdown: { timeout: "20s" } }),
    ).toMatchObject({
      health: { ready: ["/other", "/ready"], live: ["/live"] },
      metrics: [{ path: "/m" }, { path: "/metrics", port: 9464 }],
      shutdown: { timeoutMs: 20_000 },
    });
    expect(contractWith({ metrics: false }).metrics).toEqual([{ path: "/metrics", port: 9464 }]);
  });
});

describe("JSON", () => {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });

  test.each(SAMPLES)(
    "each contract of %s is as contract.schema.json says, and what it says nothing of is refused",
    (entry) => {
      const files = contractsOf(sampleOf(entry));
      const check = ajv.compile(JSON.parse(files.get("contract.schema.json") ?? ""));
      const contracts = [...files].filter(([path]) => path.endsWith(".json") && path !== "contract.schema.json");
      expect(contracts.length).toBeGreaterThanOrEqual(5);
      for (const [path, body] of contracts) {
        const contract = JSON.parse(body);
        check(contract);
        expect({ path, errors: check.errors ?? [] }).toEqual({ path, errors: [] });
        expect(check({ ...contract, unknown: 1 })).toBe(false);
        expect(check({ ...contract, port: { variable: "PORT", type: "path" } })).toBe(false);
      }
    },
  );

  test("every field of a database and of the brokers is described, whatever the runtime", () => {
    const variables = SAMPLES.flatMap((entry) =>
      [...contractsOf(sampleOf(entry))]
        .filter(([path]) => path.endsWith(".json") && path !== "contract.schema.json")
        .flatMap(([, body]) => {
          const { database, kafka } = JSON.parse(body) as Contract;
          return [database, kafka].flatMap((group) => Object.entries(group?.variables ?? {}));
        }),
    );
    expect(new Set(variables.map(([field]) => field)).size).toBeGreaterThanOrEqual(16);
    expect(variables.filter(([, { description }]) => description === undefined)).toEqual([]);
  });
});
