import { z } from "zod";
import {
  containerPort,
  count,
  cpu,
  duration,
  environmentVariable,
  folderPath,
  freeText,
  hostAndPort,
  httpPath,
  memory,
  name,
  pathPrefix,
  percentage,
  period,
  secretName,
  storage,
  text,
  topicName,
} from "./scalars.ts";

const resources = z
  .strictObject({
    cpu: cpu.prefault("100m").describe("CPU request of one replica, such as `250m`. @default 100m"),
    memory: memory
      .prefault("256Mi")
      .describe("Memory request and limit of one replica, such as `512Mi`. @default 256Mi"),
    cpuLimit: z
      .union([z.literal("none"), cpu])
      .optional()
      .describe("CPU limit, or `none` for no limit and no quota on CPU limits. @default twice the request"),
    ephemeralStorage: storage
      .prefault("256Mi")
      .describe(
        "Ephemeral storage request; the limit is twice that. Writable folders are bounded by the limit. @default 256Mi",
      ),
  })
  .refine(({ cpu: request, cpuLimit }) => typeof cpuLimit !== "number" || cpuLimit >= request, {
    path: ["cpuLimit"],
    error: "at least the request in `cpu`, or none",
  })
  .describe("What one replica asks of a node.");

const scale = z
  .strictObject({
    min: count(1, 1000).default(2).describe("Fewest replicas. Production needs at least 2. @default 2"),
    max: count(1, 1000).default(4).describe("Most replicas. Equal to `min`: no autoscaler. @default 4"),
    cpu: count(1, 90).default(70).describe("Target CPU utilization in percent of the request. @default 70"),
    memory: count(1, 95)
      .optional()
      .describe("Target memory utilization in percent of the request. Left out: memory does not scale."),
  })
  .describe("Replicas, as the HorizontalPodAutoscaler keeps them.");

const health = z
  .strictObject({
    ready: httpPath
      .default("/ready")
      .describe("Answers 200 when the service can take requests; may look at what it depends on. @default /ready"),
    live: httpPath
      .default("/live")
      .describe("Answers 200 while the process works; must not look at anything else. @default /live"),
    startup: period.prefault("30s").describe("Longest time from start to the first successful answer. @default 30s"),
  })
  .describe("HTTP health endpoints on the service's port.");

const rollout = z
  .strictObject({
    maxSurge: z
      .union([count(1, 100), text(/^(?:[1-9]\d?|100)%$/, "a number of pods or a percentage, such as 25%")])
      .default("25%")
      .describe(
        "Pods beyond the replicas during a rolling update, as a number or a percentage (rounded up). @default 25%",
      ),
    minReady: duration.prefault("10s").describe("How long a new pod must be ready before it counts. @default 10s"),
  })
  .describe("How a new version replaces the old one. No old pod stops before its successor is ready.");

const shutdown = z
  .strictObject({
    drain: duration
      .prefault("15s")
      .describe(
        "Wait between leaving the load balancers and the stop signal, so that no request arrives late. @default 15s",
      ),
    timeout: duration
      .prefault("30s")
      .describe("Longest time the process takes from the stop signal to its end. @default 30s"),
  })
  .describe("How a pod ends.");

const metrics = z
  .strictObject({
    path: httpPath.default("/metrics").describe("Path of the Prometheus metrics. @default /metrics"),
    port: containerPort.optional().describe("Port of the metrics. @default the service's port"),
  })
  .describe("What Prometheus scrapes.");

/** A call in its long form; the short form is its `service` alone. */
export const detailedCall = z
  .strictObject({
    service: name.describe("The service that is called."),
    timeout: period.prefault("1s").describe("Longest wait for one attempt. @default 1s"),
    retries: count(0, 5).default(0).describe("Further attempts after a failed one. @default 0"),
    required: z
      .boolean()
      .default(true)
      .describe("Whether the caller's readiness depends on it. Required calls may not form a cycle. @default true"),
  })
  .describe("A service that this one calls, with its time budget.");

const call = z.union([
  name.describe("A service that this one calls, with the default timeout and no retries."),
  detailedCall,
]);

/** A publication in its long form; the short form is its `topic` alone. */
export const detailedPublication = z
  .strictObject({
    topic: topicName.describe("The topic that is written."),
    exactlyOnce: z.boolean().default(false).describe("Whether a transactional producer writes it. @default false"),
  })
  .describe("A topic that this service writes.");

const publication = z.union([topicName.describe("A topic that this service writes."), detailedPublication]);

const consumption = z.union([
  topicName.describe("A topic that this service reads, in a consumer group of its own name."),
  z
    .strictObject({
      topic: topicName.describe("The topic that is read."),
      group: name.optional().describe("The consumer group. @default the service's name"),
    })
    .describe("A topic that this service reads."),
]);

const secret = z.union([
  secretName.describe("A secret of AWS Secrets Manager, mounted as the file /etc/secrets/<name>."),
  z
    .strictObject({
      name: secretName.describe("The secret, mounted as the file /etc/secrets/<name>."),
      rotate: period.optional().describe("How old a value may become, for the rotation runbook."),
    })
    .describe("A secret of AWS Secrets Manager."),
]);

const database = z
  .strictObject({
    size: storage.describe("Size of the data volume, such as `100Gi`."),
    pool: count(1, 500).default(10).describe("Connections that one process keeps open at most. @default 10"),
    processes: count(1, 64).default(1).describe("Processes of one replica, each with a pool of its own. @default 1"),
    extensions: z
      .array(text(/^[a-z][a-z0-9_]*$/, "a PostgreSQL extension, such as pgcrypto"))
      .default([])
      .describe("PostgreSQL extensions to create. @default none"),
    readReplicas: count(0, 5).optional().describe("Read replicas. @default what the environment's `database` says"),
    assertions: z
      .array(freeText(2000).regex(/[^;\s]\s*$/, { error: "an SQL query without a semicolon at its end" }))
      .default([])
      .describe(
        "SQL queries without a semicolon, each of one value, that must be true of every restored copy, such as `SELECT sum(debit) = sum(credit) FROM ledger`. @default none",
      ),
  })
  .describe("A PostgreSQL database that only this service uses. The engine is chosen per environment.");

const bucket = z
  .strictObject({
    name: name.describe("The bucket; its full name adds platform, environment and account."),
    access: z.enum(["read", "write", "read-write"]).describe("What this service may do with it."),
  })
  .describe("An S3 bucket of the platform that this service uses by its Pod Identity.");

const slo = z
  .strictObject({
    availability: percentage.describe("Share of requests that must succeed, in percent over 30 days, such as 99.95."),
    latency: z
      .strictObject({
        under: period.describe("The threshold; must be a bucket of the service's histogram."),
        target: percentage.describe("Share of requests that must be faster, in percent."),
      })
      .optional()
      .describe("How fast how many requests must be."),
  })
  .describe("What users of the service may rely on; alerts fire on the rate at which the error budget burns.");

const expose = z
  .strictObject({
    host: text(
      /^(?:@|[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)$/,
      "the first label of a host name, such as api, or @ for the domain itself",
    ).describe("First label below the environment's domain, or `@` for the domain itself."),
    paths: z
      .array(pathPrefix)
      .min(1, { error: "at least one path" })
      .default(["/"])
      .describe("Path prefixes that reach this service. @default [/]"),
  })
  .describe("Reachable from the internet through the load balancer, over HTTPS.");

const egress = hostAndPort.describe("A host outside the platform and its port, such as `api.stripe.com:443`.");

/** One workload, as `services.<name>` describes it. */
export const service = z
  .strictObject({
    owner: name.describe("The team that answers for it, one of `teams`."),
    description: freeText(500).optional().describe("What it is for, in one sentence; shown in runbooks."),
    runtime: z
      .enum(["node", "java", "go", "python", "static"])
      .describe(
        "What runs in the container: decides Dockerfile, memory geometry and writable folders. `static` is a built frontend behind nginx.",
      ),
    port: containerPort.describe("The port on which it serves HTTP."),
    resources: resources.prefault({}),
    scale: scale.prefault({}),
    health: health.prefault({}),
    rollout: rollout.prefault({}),
    shutdown: shutdown.prefault({}),
    metrics: z
      .union([z.literal(false).describe("Serves no metrics."), metrics])
      .prefault({})
      .describe("What Prometheus scrapes, or `false`. @default /metrics on the service's port"),
    priority: z
      .enum(["critical", "high", "normal", "low"])
      .default("normal")
      .describe("Who is scheduled first and evicted last when nodes are full. @default normal"),
    calls: z
      .array(call)
      .default([])
      .describe(
        "Services it calls. Each becomes a URL in its configuration and a pair of network rules. @default none",
      ),
    publishes: z.array(publication).default([]).describe("Topics it writes. @default none"),
    consumes: z.array(consumption).default([]).describe("Topics it reads. @default none"),
    database: database.optional(),
    secrets: z.array(secret).default([]).describe("Secrets it reads as files. @default none"),
    egress: z.array(egress).default([]).describe("Hosts outside the platform that it reaches. @default none"),
    buckets: z.array(bucket).default([]).describe("S3 buckets it uses. @default none"),
    writable: z
      .array(folderPath)
      .default([])
      .describe("Folders it writes, beyond those of its runtime. The root file system is read-only. @default none"),
    config: z
      .record(environmentVariable, z.union([freeText(10_000), z.number(), z.boolean()]))
      .default({})
      .describe("Configuration as environment variables. No secrets here. @default none"),
    expose: expose.optional(),
    slo: slo.optional(),
  })
  .describe("One workload.");

/** A service with defaults applied and quantities parsed: millicores, bytes, milliseconds. */
export type ServiceSpec = z.output<typeof service>;
