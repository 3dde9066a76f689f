import { z } from "zod";
import { databaseEngine, environment } from "./environment.ts";
import { atLeastOne, environmentName, freeText, gitRevision, name, shortName, text, topicName } from "./scalars.ts";
import { service } from "./service.ts";
import { topic } from "./topic.ts";

const API_VERSION = "finflow.io/v1alpha1";

const apiVersion = z.literal(API_VERSION).describe("Version of the spec's format.");

const team = z
  .strictObject({
    description: freeText(500).optional().describe("What the team answers for."),
    slack: text(/^#[a-z0-9._-]{1,79}$/, 'a Slack channel in quotes, such as "#payments-alerts"')
      .optional()
      .describe("Channel for tickets and warnings."),
    pagerduty: z
      .boolean()
      .default(false)
      .describe("Whether critical alerts page the team; the key is a secret of the platform. @default false"),
  })
  .describe("A team that owns services.");

const release = z
  .strictObject({
    tag: text(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, "an image tag, such as 1.4.2").describe("Image tag, for people."),
    digest: text(/^sha256:[0-9a-f]{64}$/, "an image digest: sha256: and 64 hexadecimal digits")
      .optional()
      .describe("Image digest, which decides what runs. Needed in production."),
  })
  .describe("What runs of a service in an environment.");

const services = z.record(name, service).describe("Workloads by name.");
const topics = z.record(topicName, topic).describe("Kafka topics by name.");
const releases = z
  .record(name, z.record(name, release))
  .describe("What runs, by environment and service. CI bumps these.");

const removed = z
  .strictObject({
    databases: z.array(name).default([]).describe("Services whose database may go. @default none"),
    engines: z
      .array(databaseEngine)
      .default([])
      .describe("Engines whose databases may go, since another one runs them now, which starts empty. @default none"),
    buckets: z.array(name).default([]).describe("Buckets that may go, as services name them. @default none"),
  })
  .describe("Data of an environment that may be lost.");

/** The root document. */
export const platform = z
  .strictObject({
    apiVersion,
    kind: z.literal("Platform").describe("The root document of a spec."),
    metadata: z
      .strictObject({
        name: shortName.describe(
          "Name of the platform: prefix of namespaces, buckets and repositories, and owner of the generated files.",
        ),
        owner: name.describe("The team that answers for what all services share, one of `teams`."),
      })
      .describe("Whose platform this is."),
    include: z
      .array(z.string().min(1).max(200))
      .default([])
      .describe("Globs of further spec files, relative to this one. @default none"),
    gitops: z
      .strictObject({
        repository: text(
          /^https:\/\/[a-z0-9.-]+(?::\d+)?(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/,
          "the https URL of a git repository, such as https://github.com/finflow/finflow-infra.git",
        ).describe("The repository that holds the generated files, as Argo CD reaches it."),
        revision: gitRevision.default("main").describe("Branch, tag or commit that Argo CD follows. @default main"),
        namespace: name.default("argocd").describe("Namespace of Argo CD. @default argocd"),
      })
      .describe("Where Argo CD finds the generated files."),
    terraform: z
      .boolean()
      .default(true)
      .describe(
        "Whether the infrastructure in AWS is written as Terraform; `false` where others keep it. @default true",
      ),
    teams: z.record(name, team).describe("Teams by name."),
    environments: atLeastOne(z.record(environmentName, environment), "environment").describe("Environments by name."),
    services: services.default({}),
    topics: topics.default({}),
    releases: releases.default({}),
    removed: z
      .record(environmentName, removed)
      .default({})
      .describe("Data that may be lost, by environment; without it, nothing that holds data is removed. @default none"),
  })
  .describe("A platform.");

/** A file of services and topics, usually one per owner. */
const servicesFile = z
  .strictObject({
    apiVersion,
    kind: z.literal("Services").describe("A file of services and topics."),
    services: services.default({}),
    topics: topics.default({}),
  })
  .describe("Services and topics of one owner.");

/** A file of releases, usually one per environment, written by CI. */
const releasesFile = z
  .strictObject({
    apiVersion,
    kind: z.literal("Releases").describe("A file of releases."),
    releases: releases.default({}),
  })
  .describe("What runs, by environment and service.");

/** The schema of each kind of spec file. */
export const kinds = { Platform: platform, Services: servicesFile, Releases: releasesFile } as const;

export type PlatformInput = z.input<typeof platform>;
export type PlatformSpec = z.output<typeof platform>;
export type ReleaseSpec = z.output<typeof release>;
export type TeamSpec = z.output<typeof team>;
