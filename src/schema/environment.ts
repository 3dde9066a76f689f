import { z } from "zod";
import { overrideOf } from "./override.ts";
import {
  atLeastOne,
  cidr,
  count,
  cpu,
  domain,
  email,
  freeText,
  gitRevision,
  memory,
  name,
  period,
  schedule,
  storage,
  text,
  topicName,
  vpcCidr,
} from "./scalars.ts";
import { service } from "./service.ts";
import { topic } from "./topic.ts";
import { HALF_HOUR, parseWindow } from "./window.ts";

const instanceType = text(/^[a-z][a-z0-9-]*\.[a-z0-9]+$/, "an EC2 instance type, such as m7i.xlarge");

const aws = z
  .strictObject({
    account: text(/^\d{12}$/, 'an AWS account of 12 digits in quotes, such as "333333333333"').describe(
      "AWS account, in quotes.",
    ),
    region: text(/^[a-z]{2}(?:-[a-z]+)+-\d$/, "an AWS region, such as us-west-2").describe("AWS region."),
    zones: z
      .array(text(/^[a-f]$/, "the letter of an availability zone, such as a"))
      .min(2, { error: "at least two zones, since a load balancer and EKS need them" })
      .max(4, { error: "at most four zones" })
      .describe("Letters of the availability zones."),
    cidr: vpcCidr.describe("Address range of the VPC, a /16. No two environments overlap."),
    domain: domain.describe("Domain below which the environment's hosts are. No two environments share one."),
    wafAcl: text(
      /^arn:aws[a-z-]*:wafv2:[a-z0-9-]+:\d{12}:regional\/webacl\/[\w-]+\/[\w-]+$/,
      "the ARN of a regional web ACL",
    )
      .optional()
      .describe("Web ACL in front of the load balancer. @default none"),
    nat: z
      .enum(["zone", "single"])
      .optional()
      .describe(
        "NAT gateways through which nodes and pods reach the internet: one in each `zone`, or a `single` one, whose zone is then the fate of all. Production needs `zone`. @default zone in production, single elsewhere",
      ),
    interfaceEndpoints: z
      .boolean()
      .optional()
      .describe(
        "Whether APIs of AWS are reached within the VPC, where only the account's own identities may use them, instead of through the NAT gateways; about 7 USD a month for each of 10 APIs in each zone. @default true in production, false elsewhere",
      ),
    contacts: z
      .array(email)
      .max(10, { error: "at most ten e-mail addresses" })
      .refine((addresses) => new Set(addresses).size === addresses.length, { error: "each e-mail address once" })
      .default([])
      .describe(
        "E-mail addresses that AWS tells of what it watches outside the cluster, and of the budget. Each confirms a message once. @default none",
      ),
    budget: count(1, 100_000_000)
      .optional()
      .describe(
        "USD a month that the account may cost; the contacts are told at 80 % of it, and when it will be exceeded. @default none",
      ),
  })
  .refine(({ budget, contacts }) => budget === undefined || contacts.length > 0, {
    path: ["contacts"],
    error: "at least one e-mail address, which is told of the budget",
  })
  .describe("Where in AWS the environment lives.");

const nodeGroup = z
  .strictObject({
    instance: instanceType.describe("Instance type, such as `m7i.xlarge`."),
    min: count(0, 450).describe("Fewest nodes."),
    max: count(1, 450).describe("Most nodes."),
    disk: storage.prefault("80Gi").describe("Root volume. @default 80Gi"),
    capacity: z
      .enum(["on-demand", "spot"])
      .default("on-demand")
      .describe("How the instances are bought; spot instances can be taken away at any time. @default on-demand"),
  })
  .refine(({ min, max }) => min <= max, { path: ["max"], error: "at least `min`" })
  .describe("A managed node group over all zones.");

const cluster = z
  .strictObject({
    name: name.describe("Name of the EKS cluster, and of the cluster in Argo CD. Each environment has its own."),
    kubernetes: text(/^1\.\d{2}$/, 'a Kubernetes minor version in quotes, such as "1.35"').describe(
      "Kubernetes minor version, in quotes.",
    ),
    nodes: atLeastOne(z.record(name, nodeGroup), "node group").describe("Managed node groups."),
    serviceCidr: cidr.prefault("172.20.0.0/16").describe("Addresses of Services. @default 172.20.0.0/16"),
    nodeLocalDns: z
      .boolean()
      .default(false)
      .describe("Whether NodeLocal DNSCache runs, at 169.254.20.10. @default false"),
  })
  .describe("The EKS cluster.");

/**
 * When RDS works on its instances.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Maintenance.html
 */
const windowOf = (pattern: RegExp, expected: string) =>
  text(pattern, expected).refine((window) => lasts(window), { error: `${expected}, of half an hour or more` });

const TIME = "(?:[01]\\d|2[0-3]):[0-5]\\d";
const WEEKDAY = "(?:mon|tue|wed|thu|fri|sat|sun)";
const dailyWindow = windowOf(new RegExp(`^${TIME}-${TIME}$`), "a daily window, such as 00:30-01:30");
const weeklyWindow = windowOf(
  new RegExp(`^${WEEKDAY}:${TIME}-${WEEKDAY}:${TIME}$`),
  "a weekly window of less than a day, such as sun:09:00-sun:10:00",
);

/** From half an hour to a day. */
function lasts(text: string): boolean {
  const { length = 0 } = parseWindow(text) ?? {};
  return length >= HALF_HOUR && length < 24 * 60;
}

export const databaseEngine = z.enum(["rds", "cnpg", "statefulset"]);

/** Below it PostgreSQL does not start with its connections and a buffer cache of a quarter. */
const SMALLEST_DATABASE = 256 * 2 ** 20;

const database = z
  .strictObject({
    engine: databaseEngine.describe(
      "`rds`: managed by AWS. `cnpg`: CloudNativePG in the cluster, highly available. `statefulset`: one replica, not for production.",
    ),
    instance: text(/^db\.[a-z0-9]+\.[a-z0-9]+$/, "an RDS instance class, such as db.m7g.large")
      .optional()
      .describe("RDS instance class; needed with `rds`."),
    version: z.enum(["16", "17", "18"]).default("17").describe("PostgreSQL major version. @default 17"),
    instances: count(1, 7).default(3).describe("PostgreSQL instances with `cnpg`. @default 3"),
    multiAz: z
      .boolean()
      .optional()
      .describe(
        "Whether `rds` keeps a standby in another zone, and fails over to it. Production has one. @default true in production",
      ),
    deletionProtection: z
      .boolean()
      .optional()
      .describe(
        "Whether `rds` refuses to delete the databases. Production's are protected. @default true in production",
      ),
    maintenance: weeklyWindow
      .default("sun:09:00-sun:10:00")
      .describe(
        "When RDS may restart or fail over an instance, to patch it or to apply what waits, UTC. @default sun:09:00-sun:10:00",
      ),
    readReplicas: count(0, 5)
      .default(0)
      .describe("Read replicas of each database; with `cnpg` these are further instances. @default 0"),
    pooler: count(0, 10)
      .default(0)
      .describe(
        "PgBouncer pods before each database with `cnpg`, for transactions that keep nothing in their session. @default 0",
      ),
    resources: z
      .strictObject({
        cpu: cpu.prefault("250m").describe("CPU request of one instance; the limit is twice that. @default 250m"),
        memory: memory
          .refine((bytes) => bytes >= SMALLEST_DATABASE, { error: "at least 256Mi, such as 512Mi" })
          .prefault("512Mi")
          .describe("Memory request and limit of one instance; a quarter is its buffer cache. @default 512Mi"),
      })
      .prefault({})
      .describe("What one PostgreSQL in the cluster asks of a node, with `cnpg` and `statefulset`."),
    backup: z
      .strictObject({
        schedule: schedule
          .default("15 2 * * *")
          .describe('When the portable copy is taken, UTC. @default "15 2 * * *"'),
        retention: period
          .prefault("14d")
          .describe("How long backups are kept. Production needs at least 30d. @default 14d"),
        lock: period
          .optional()
          .describe(
            "How long nobody, not even the account's root, can delete or replace a backup; at most `retention`, in whole days. It cannot be taken back for what is locked. @default none",
          ),
        window: dailyWindow
          .default("00:30-01:30")
          .describe(
            "When RDS takes its snapshot of the day, UTC, away from `maintenance` and from the portable copies. @default 00:30-01:30",
          ),
        drill: schedule
          .default("30 4 1 * *")
          .describe(
            'When the newest portable copy is restored into a scratch database and checked, UTC; an alert fires after 35 days without success. @default "30 4 1 * *"',
          ),
      })
      .prefault({})
      .describe("Backups of every database."),
  })
  .describe("The engine behind every service's database.");

const kafka = z
  .strictObject({
    brokers: count(1, 30).describe("Brokers; production needs at least 3."),
    controllers: z.literal([1, 3, 5]).default(3).describe("KRaft controllers, an odd number. @default 3"),
    storage: storage.describe("Volume of one broker."),
    resources: z
      .strictObject({
        cpu: cpu
          .prefault("500m")
          .describe("CPU request of one broker, such as `500m`; the limit is twice that. @default 500m"),
        memory: memory
          .prefault("2Gi")
          .describe(
            "Memory request and limit of one broker; half of it is Java's heap, the rest caches files. @default 2Gi",
          ),
      })
      .prefault({})
      .describe("What one broker asks of a node."),
  })
  .describe("The Kafka cluster, needed by services that publish or consume.");

const monitoring = z
  .strictObject({
    retention: period
      .prefault("15d")
      .describe("How long Prometheus keeps samples; SLO windows need 30d recorded. @default 15d"),
    storage: storage.prefault("50Gi").describe("Volume of one Prometheus. @default 50Gi"),
    replicas: count(1, 3).default(1).describe("Prometheus replicas with the same targets. @default 1"),
    shards: count(1, 16).default(1).describe("Prometheus instances that divide the targets. @default 1"),
    resources: z
      .strictObject({
        cpu: cpu.prefault("500m").describe("CPU request of one Prometheus; its limit is twice that. @default 500m"),
        memory: memory
          .prefault("2Gi")
          .describe("Memory of one Prometheus, about 4Ki for each active series. @default 2Gi"),
      })
      .prefault({})
      .describe("What one Prometheus takes."),
  })
  .describe("Prometheus, Alertmanager and Grafana.");

const logging = z
  .strictObject({
    dailyVolume: storage.describe("Log bytes a day over all services."),
    retention: period.prefault("14d").describe("How long logs can be searched. @default 14d"),
    nodes: count(1, 30).default(3).describe("Elasticsearch data nodes. @default 3"),
    storage: storage.describe("Volume of one Elasticsearch node."),
    resources: z
      .strictObject({
        cpu: cpu
          .prefault("500m")
          .describe("CPU request of one Elasticsearch node; the limit is twice that. @default 500m"),
        memory: memory
          .prefault("2Gi")
          .describe("Memory request and limit of one Elasticsearch node; half of it is its heap. @default 2Gi"),
      })
      .prefault({})
      .describe("What one Elasticsearch node may use."),
  })
  .describe("Fluentd, Elasticsearch and Kibana.");

const syncWindow = z
  .strictObject({
    kind: z.enum(["allow", "deny"]).describe("Whether syncs are allowed or denied in the window."),
    schedule: schedule.describe("When the window opens."),
    duration: period.describe("How long it stays open."),
    timeZone: text(/^[A-Za-z]+(?:\/[A-Za-z_+-]+\d*)*$/, "an IANA time zone, such as Europe/Berlin")
      .default("UTC")
      .describe("IANA time zone of the schedule. @default UTC"),
  })
  .describe("When Argo CD may sync.");

const gitops = z
  .strictObject({
    revision: gitRevision
      .optional()
      .describe("Branch, tag or commit that Argo CD follows. @default the platform's `gitops.revision`"),
    automated: z.boolean().default(true).describe("Whether Argo CD syncs by itself. @default true"),
    syncWindows: z.array(syncWindow).default([]).describe("When syncs are allowed or denied. @default none: any time"),
  })
  .describe("How Argo CD treats the environment.");

/** One environment, as `environments.<name>` describes it. */
export const environment = z
  .strictObject({
    tier: z.enum(["prod", "nonprod"]).describe("`prod` turns on the invariants of production."),
    description: freeText(500).optional().describe("What it is for."),
    aws,
    cluster,
    gitops: gitops.prefault({}),
    database: database.optional(),
    kafka: kafka.optional(),
    monitoring: monitoring.prefault({}),
    logging: logging.optional(),
    overrides: z
      .strictObject({
        services: z
          .record(name, overrideOf(service))
          .default({})
          .describe("Parts of services that differ here, by service."),
        topics: z
          .record(topicName, overrideOf(topic))
          .default({})
          .describe("Parts of topics that differ here, by topic."),
      })
      .prefault({})
      .describe("What differs in this environment: maps are merged, lists and scalars replaced, null removes."),
  })
  .describe("One environment.");

export type EnvironmentSpec = z.output<typeof environment>;
