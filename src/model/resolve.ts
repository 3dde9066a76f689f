import {
  compareText,
  type Diagnostic,
  hasErrors,
  type PassResult,
  type SpecPath,
  unique,
} from "../diagnostics/diagnostic.ts";
import { namespaceOf, OBSERVABILITY_NAMESPACE } from "../naming/names.ts";
import { type EnvironmentSpec, environment as environmentSchema } from "../schema/environment.ts";
import { parseWithIssues, toDiagnostics } from "../schema/issues.ts";
import type { LocatedSpec } from "../schema/parse-spec.ts";
import { platform as platformSchema } from "../schema/platform.ts";
import { detailedCall, detailedPublication, type ServiceSpec, service as serviceSchema } from "../schema/service.ts";
import { type TopicSpec, topic as topicSchema } from "../schema/topic.ts";
import { own } from "../source/plain-data.ts";
import { planSubnets } from "./network.ts";
import { originIn } from "./origin.ts";
import { checkOverride, mergeOverride } from "./overrides.ts";
import type { Aws, Environment, Platform, Service, Topic } from "./platform.ts";
import { checkReferences } from "./references.ts";

/** Fields of services whose keys people choose. */
const OPEN_MAPS: ReadonlySet<string> = new Set(["config"]);

/** Stands in where a release is missing or wrong, which is an error, so that all else about the service is still checked. */
const UNKNOWN_RELEASE: Service["release"] = { tag: "unknown", digest: `sha256:${"0".repeat(64)}` };

/**
 * Input:     the spec as people wrote it, each entry valid by its schema.
 * Output:    the platform per environment: defaults applied, overrides merged, quantities parsed.
 * Guarantee: every name that is left in it leads to something; lists are in an order that does not depend on the spec's.
 */
export function resolvePlatform(spec: LocatedSpec): PassResult<Platform> {
  const { raw } = spec;
  const diagnostics: Diagnostic[] = [];
  const header = platformSchema
    .pick({ metadata: true, gitops: true, terraform: true, teams: true, removed: true })
    .parse({
      metadata: raw.metadata,
      gitops: raw.gitops,
      terraform: raw.terraform,
      teams: raw.teams,
      removed: raw.removed,
    });
  const services = entriesOf(raw.services).map(([name, input]) => [name, input, serviceSchema.parse(input)] as const);
  const topics = entriesOf(raw.topics).map(([name, input]) => [name, input, topicSchema.parse(input)] as const);

  const environments = entriesOf(raw.environments).map(([name, input]): Environment => {
    const resolved = environmentSchema.parse(input) as EnvironmentSpec;
    const path: SpecPath = ["environments", name];
    const overridden = <T>(
      section: "services" | "topics",
      key: string,
      written: unknown,
      base: T,
      schema: typeof serviceSchema | typeof topicSchema,
    ): T | undefined => {
      const override = own(overridesOf(input)[section], key);
      if (override === undefined) return base;
      const overridePath = [...path, "overrides", section, key];
      const missed = checkOverride(spec, written, base, override, overridePath, OPEN_MAPS);
      diagnostics.push(...missed);
      // What it does not meet, such as a database of which only the pool is said, is incomplete for that reason alone.
      if (hasErrors(missed)) return undefined;
      const merged = mergeOverride(written, override);
      const { data, issues } = parseWithIssues(schema, merged);
      const locate = (at: SpecPath) => spec.locate(originOf(spec, name, at));
      diagnostics.push(...toDiagnostics(issues, merged, [section, key], locate));
      return data as T | undefined;
    };
    const { overrides: _overrides, ...rest } = resolved;
    return {
      ...rest,
      name,
      namespace: namespaceOf(header.metadata.name, name),
      observabilityNamespace: OBSERVABILITY_NAMESPACE,
      aws: withTierDefaults(resolved),
      gitops: { ...resolved.gitops, revision: resolved.gitops.revision ?? header.gitops.revision },
      subnets: planSubnets(resolved.aws.cidr, resolved.aws.region, resolved.aws.zones),
      services: services.flatMap(([service, written, base]) => {
        const merged = overridden("services", service, written, base, serviceSchema);
        const release = own(own(raw.releases, name), service) ?? UNKNOWN_RELEASE;
        return merged ? [toService(spec, name, service, merged, release, resolved)] : [];
      }),
      topics: topics.flatMap(([topic, written, base]): Topic[] => {
        const merged = overridden("topics", topic, written, base, topicSchema);
        return merged ? [{ ...(merged as TopicSpec), name: topic, origin: ["topics", topic] }] : [];
      }),
      origin: path,
    };
  });

  const platform: Platform = {
    name: header.metadata.name,
    owner: header.metadata.owner,
    gitops: header.gitops,
    terraform: header.terraform,
    teams: header.teams,
    removed: header.removed,
    environments,
    complete: spec.complete,
    locate: (path, on) => spec.locate(path, on),
    locateIn: (environment, path, on) => spec.locate(originOf(spec, environment, path), on),
  };
  diagnostics.push(...checkReferences(spec, platform));
  return {
    value: { ...platform, complete: spec.complete && !hasErrors(diagnostics) },
    diagnostics: unique(diagnostics),
  };
}

function withTierDefaults({ tier, aws }: EnvironmentSpec): Aws {
  const isProd = tier === "prod";
  return { ...aws, nat: aws.nat ?? (isProd ? "zone" : "single"), interfaceEndpoints: aws.interfaceEndpoints ?? isProd };
}

const originOf = (spec: LocatedSpec, environment: string, path: SpecPath): SpecPath =>
  originIn(own(spec.raw.environments, environment)?.overrides, environment, path);

function toService(
  spec: LocatedSpec,
  environment: string,
  name: string,
  input: ServiceSpec,
  release: Service["release"],
  { database }: EnvironmentSpec,
): Service {
  const path: SpecPath = ["services", name];
  const listed = <T, U>(
    field: "calls" | "publishes" | "consumes" | "secrets" | "egress",
    items: readonly T[],
    map: (item: T) => U,
  ) =>
    items.map((item, index) => ({ ...map(item), origin: [...originOf(spec, environment, [...path, field]), index] }));
  return {
    ...input,
    name,
    release,
    origin: path,
    calls: listed("calls", input.calls, (call) =>
      typeof call === "string" ? detailedCall.parse({ service: call }) : call,
    ).toSorted((a, b) => compareText(a.service, b.service)),
    publishes: listed("publishes", input.publishes, (item) =>
      typeof item === "string" ? detailedPublication.parse({ topic: item }) : item,
    ).toSorted((a, b) => compareText(a.topic, b.topic)),
    consumes: listed("consumes", input.consumes, (item) =>
      typeof item === "string" ? { topic: item, group: name } : { topic: item.topic, group: item.group ?? name },
    ).toSorted((a, b) => compareText(a.topic, b.topic)),
    secrets: listed("secrets", input.secrets, (item) =>
      typeof item === "string"
        ? { name: item }
        : { name: item.name, ...(item.rotate !== undefined && { rotate: item.rotate }) },
    ).toSorted((a, b) => compareText(a.name, b.name)),
    egress: listed("egress", input.egress, (item) => item).toSorted(
      (a, b) => compareText(a.host, b.host) || a.port - b.port,
    ),
    config: Object.fromEntries(entriesOf(input.config).map(([key, value]) => [key, String(value)])),
    metrics: input.metrics === false ? undefined : { path: input.metrics.path, port: input.metrics.port ?? input.port },
    database: input.database && {
      ...input.database,
      readReplicas: input.database.readReplicas ?? database?.readReplicas ?? 0,
    },
  };
}

const overridesOf = (input: { overrides?: { services?: object; topics?: object } | undefined }) => ({
  services: (input.overrides?.services ?? {}) as Readonly<Record<string, unknown>>,
  topics: (input.overrides?.topics ?? {}) as Readonly<Record<string, unknown>>,
});

/** Entries in code-unit order of their keys, so that the order of the spec decides nothing (law 1). */
function entriesOf<T>(record: Readonly<Record<string, T>> | undefined): [string, T][] {
  return Object.entries(record ?? {}).toSorted(([a], [b]) => compareText(a, b));
}
