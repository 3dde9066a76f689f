import fc from "fast-check";
import { variableOf } from "../../src/naming/names.ts";
import { freeText } from "../../src/schema/scalars.ts";
import { hostileString } from "./hostile.ts";

/** A whole spec as plain data: what a person could write, keys in the order of writing. */
export interface SpecData {
  readonly apiVersion: "finflow.io/v1alpha1";
  readonly kind: "Platform";
  readonly environments: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly topics: Readonly<Record<string, unknown>>;
  readonly releases: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly [section: string]: unknown;
}

/** Names that pass the schema and lie close together, with one that looks like a number to a careless reader. */
const SERVICE_NAMES = [
  "auth",
  "auth-service",
  "a",
  "a-b",
  "a1",
  "e1",
  "null",
  "true-north",
  "web",
  "web-database",
  "web-secrets",
  "n0-0n",
  "accounting-of-everything-that-was-settle",
];

const TOPIC_NAMES = ["orders", "orders.settled", "credit.decided", "a.b.c", "x-1"];
const SECRET_NAMES = ["stripe-api-key", "a", "jwt-signing-key"];
const VARIABLES = ["LOG_LEVEL", "_", "lower_case", "FLAG_1", "constructor", "TEXT"];
const HOSTS = ["api.stripe.com:443", "smtp.mail.example:587", "ftp.partner.example:8443", "hooks.slack.com:443"];

/** Text that can stand in a YAML file, where UTF-8 has no half of a surrogate pair, and that the schema lets pass. */
const text = hostileString.filter((value) => value.isWellFormed() && freeText(500).safeParse(value).success);

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Fields that are undefined are not written. */
const written = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;

const scale = fc
  .record({
    min: fc.integer({ min: 2, max: 4 }),
    more: fc.integer({ min: 0, max: 4 }),
    memory: optional(fc.constant(80)),
  })
  .map(({ min, more, memory }) => written({ min, max: min + more, memory }));

const resources = fc
  .record({
    cpu: fc.constantFrom("50m", "250m", "0.5", 1),
    memory: fc.constantFrom("64Mi", "512Mi", "1Gi", "1536Mi"),
    cpuLimit: optional(fc.constantFrom("none", "1500m", 4)),
    ephemeralStorage: optional(fc.constantFrom("64Mi", "1Gi")),
  })
  .map(written);

/** What a service is apart from its edges. */
const service = fc
  .record({
    owner: fc.constantFrom("crew", "sales"),
    description: optional(text),
    runtime: fc.constantFrom("node", "java", "go", "python", "static"),
    port: fc.constantFrom(3000, 8080, 9000),
    resources: optional(resources),
    scale: optional(scale),
    health: optional(
      fc.constantFrom({ ready: "/health/ready", startup: "90s" }, { live: "/alive", startup: "1500ms" }),
    ),
    rollout: optional(fc.constantFrom({ maxSurge: 1 }, { maxSurge: "50%", minReady: "0s" }, { minReady: "30s" })),
    shutdown: optional(fc.constantFrom({ drain: "10s", timeout: "40s" }, { timeout: "90s" })),
    metrics: optional(fc.constantFrom(false as const, { port: 9464 }, { path: "/internal/metrics" })),
    priority: optional(fc.constantFrom("critical", "high", "normal", "low")),
    secrets: optional(fc.subarray(SECRET_NAMES)),
    egress: optional(fc.subarray(HOSTS)),
    buckets: optional(fc.constant([{ name: "exports", access: "read-write" }])),
    writable: optional(fc.subarray(["/var/cache/app", "/data", "/srv/App_1", "/srv/app-1", "/tmp"])),
    config: optional(
      fc.dictionary(fc.constantFrom(...VARIABLES), fc.oneof(text, fc.integer(), fc.boolean()), { maxKeys: 4 }),
    ),
    database: optional(
      fc
        .record({
          size: fc.constantFrom("20Gi", "100Gi"),
          pool: fc.integer({ min: 1, max: 5 }),
          extensions: optional(fc.constantFrom(["pgcrypto"], ["cube", "earthdistance"])),
          assertions: optional(
            fc.array(
              text.map((comment) => `SELECT '${comment}' IS NOT NULL`),
              { maxLength: 2 },
            ),
          ),
        })
        .map(written),
    ),
    expose: optional(fc.constantFrom(["/"], ["/", "/api", "/api/v2"], ["/v1/orders"])),
    slo: optional(
      fc.constantFrom({ availability: 99.9 }, { availability: 99.5, latency: { under: "300ms", target: 99 } }),
    ),
  })
  // What is not measured cannot be promised.
  .map(({ expose, slo, ...fields }) => ({
    ...written({ ...fields, slo: fields.metrics === false ? undefined : slo }),
    paths: expose,
  }));

/** What differs from one environment to another. The first is production. */
const settings = fc.record({
  engine: fc.constantFrom("rds", "cnpg", "statefulset"),
  database: optional(
    fc.constantFrom<Record<string, unknown>>(
      { version: "16" },
      { pooler: 2, resources: { cpu: 1, memory: "1536Mi" } },
      { instances: 4, version: "18" },
    ),
  ),
  zones: fc.subarray(["a", "b", "c", "d"], { minLength: 2 }),
  nodeLocalDns: fc.boolean(),
  kafka: fc.constantFrom<{ brokers: number; [field: string]: unknown }>(
    { brokers: 3, storage: "200Gi" },
    { brokers: 5, controllers: 5, storage: "50Gi", resources: { cpu: 1, memory: "4Gi" } },
    { brokers: 1, controllers: 1, storage: "20Gi", resources: { memory: "1Gi" } },
  ),
  serviceCidr: optional(fc.constantFrom("172.20.0.0/16", "192.168.128.0/17")),
  network: fc.constantFrom(
    {},
    { interfaceEndpoints: true, nat: "zone", contacts: ["ops@shop.example", "a.b+c@shop.example"], budget: 250 },
    { interfaceEndpoints: false, contacts: ["ops@shop.example"] },
  ),
  description: optional(text),
  monitoring: optional(
    fc.constantFrom({ shards: 2 }, { replicas: 2, retention: "30d" }, { replicas: 2, shards: 3, storage: "20Gi" }),
  ),
  logging: optional(
    fc.constantFrom(
      { dailyVolume: "1Gi", storage: "50Gi" },
      { dailyVolume: "1Gi", retention: "3d", nodes: 1, storage: "20Gi" },
      { dailyVolume: "90Gi", retention: "7d", storage: "900Gi", resources: { cpu: "600m", memory: "3Gi" } },
    ),
  ),
  /** Services that differ here, by place in the list of services. */
  overrides: fc.dictionary(
    fc.constantFrom("0", "1", "2"),
    fc.constantFrom<Record<string, unknown>>(
      { scale: { min: 5, max: 7 } },
      { scale: { min: 3, max: 3 } },
      { resources: { cpu: "125m", memory: "320Mi" }, priority: "low" },
      { metrics: { port: 9999 } },
      { egress: ["only.here.example:443"] },
    ),
    { maxKeys: 2 },
  ),
});

const ENVIRONMENTS = ["prod", "staging", "dev"];

/**
 * Whole valid specs: one to six services whose calls form no circle, topics that are written and read, one to three
 * environments with an engine each, and hostile strings wherever the format takes any text.
 */
export const spec: fc.Arbitrary<SpecData> = fc
  .record({
    names: fc.uniqueArray(fc.constantFrom(...SERVICE_NAMES), { minLength: 1, maxLength: 6, selector: variableOf }),
    services: fc.array(service, { minLength: 6, maxLength: 6 }),
    /** Which of the services before it each service calls, and how. */
    calls: fc.array(
      fc.array(fc.constantFrom("no", "no", "plain", "optional", "retried"), { minLength: 6, maxLength: 6 }),
      {
        minLength: 6,
        maxLength: 6,
      },
    ),
    topics: fc.subarray(TOPIC_NAMES, { maxLength: 3 }),
    /** Who writes and who reads each topic. */
    ends: fc.array(fc.tuple(fc.nat(5), fc.nat(5), fc.boolean(), fc.boolean()), { minLength: 3, maxLength: 3 }),
    environments: fc.array(settings, { minLength: 1, maxLength: 3 }),
    owner: fc.constantFrom("crew", "sales"),
    /** How the crew is told. */
    alerts: fc.record({ slack: optional(fc.constant("#crew")), pagerduty: optional(fc.boolean()) }),
    description: optional(text),
  })
  .map(({ names, services, calls, topics, ends, environments, owner, alerts, description }): SpecData => {
    const built = names.map((name, index) => {
      const { paths, ...fields } = services[index] as (typeof services)[number];
      /** The topics that the service is at one end of, every other one in the long form. */
      const ended = (end: 0 | 1, details: object) =>
        topics.flatMap((topic, place) => {
          const at = ends[place];
          if ((at?.[end] ?? 0) % names.length !== index) return [];
          return [at?.[3] ? { topic, ...details } : topic];
        });
      const publishes = ended(0, { exactlyOnce: true });
      const consumes = ended(1, { group: "readers" });
      const callees = names
        .slice(0, index)
        .flatMap((callee, place) => callOf(callee, index, calls[index]?.[place] ?? "no"));
      return [
        name,
        {
          ...fields,
          ...(callees.length > 0 && { calls: callees }),
          ...(publishes.length > 0 && { publishes }),
          ...(consumes.length > 0 && { consumes }),
          ...(paths && { expose: { host: index === 0 ? "@" : name.slice(0, 20).replace(/-$/, ""), paths } }),
        },
      ] as const;
    });
    const environmentNames = ENVIRONMENTS.slice(0, environments.length);
    return {
      apiVersion: "finflow.io/v1alpha1",
      kind: "Platform",
      metadata: { name: "shop", owner },
      gitops: { repository: "https://git.shop.example/ops/shop.git" },
      teams: { crew: written({ description, ...alerts }), sales: { slack: "#sales" } },
      environments: Object.fromEntries(
        environments.map((one, index) => [environmentNames[index], environmentOf(one, index, names)]),
      ),
      services: Object.fromEntries(built),
      topics: Object.fromEntries(
        topics.map((topic, index) => [
          topic,
          ends[index]?.[2] ? { partitions: 24, compacted: true } : { partitions: 24 },
        ]),
      ),
      releases: Object.fromEntries(
        environmentNames.map((environment, index) => [
          environment,
          Object.fromEntries(names.map((name) => [name, releaseOf(index)])),
        ]),
      ),
    };
  });

/** A caller waits for three times what its callees may take, and retries only near the leaves (FF57). */
function callOf(callee: string, caller: number, kind: string): unknown[] {
  if (kind === "no") return [];
  const timeout = `${100 * 3 ** caller}ms`;
  if (kind === "optional") return [{ service: callee, timeout, required: false }];
  return [{ service: callee, timeout, ...(kind === "retried" && caller <= 2 && { retries: 1 }) }];
}

function environmentOf(
  {
    engine,
    database,
    zones,
    nodeLocalDns,
    kafka,
    serviceCidr,
    network,
    description,
    monitoring,
    logging,
    overrides,
  }: typeof settings extends fc.Arbitrary<infer T> ? T : never,
  index: number,
  names: readonly string[],
): Readonly<Record<string, unknown>> {
  const isProd = index === 0;
  // One replica is not for production.
  const chosen = isProd && engine === "statefulset" ? "rds" : engine;
  const overridden = Object.entries(overrides).flatMap(([place, override]) => {
    const name = names[Number(place)];
    return name === undefined ? [] : [[name, override] as const];
  });
  return written({
    tier: isProd ? "prod" : "nonprod",
    description,
    aws: {
      account: String(index + 1).repeat(12),
      region: "us-west-2",
      zones,
      cidr: `10.${index + 10}.0.0/16`,
      domain: `${ENVIRONMENTS[index]}.shop.example`,
      ...network,
    },
    cluster: written({
      name: `shop-${ENVIRONMENTS[index]}`,
      kubernetes: isProd ? "1.35" : "1.34",
      nodes: { apps: { instance: "m7i.4xlarge", min: 4, max: 20 } },
      serviceCidr,
      nodeLocalDns,
    }),
    database: {
      engine: chosen,
      ...database,
      ...(chosen === "rds" && { instance: "db.m7g.large" }),
      backup: { retention: isProd ? "30d" : "14d" },
    },
    kafka: isProd && kafka.brokers < 3 ? { ...kafka, brokers: 3, controllers: 3 } : kafka,
    monitoring,
    logging,
    ...(overridden.length > 0 && { overrides: { services: Object.fromEntries(overridden) } }),
  });
}

const releaseOf = (index: number): object =>
  index === 0 ? { tag: "1.4.2", digest: `sha256:${"ab".repeat(32)}` } : { tag: "main-0123abc" };

/** The text of a spec. JSON is YAML once everything beyond ASCII is escaped, so that no reader changes it. */
export const specText = (data: unknown): string =>
  JSON.stringify(data, null, 2).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
