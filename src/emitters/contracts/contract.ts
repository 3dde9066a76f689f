import { compareText } from "../../diagnostics/diagnostic.ts";
import type { Environment, Platform, Service, Topic } from "../../model/platform.ts";
import { HTTP_PORT, metricsPortOf } from "../../resources/kubernetes/ports.ts";
import type { Contract, Group, Variable } from "./contract-schema.ts";
import { DATABASE_FIELDS, KAFKA_FIELDS } from "./descriptions.ts";
import { CONTRACT_SCHEMA } from "./paths.ts";
import { type Fields, type Told, toldOf } from "./told.ts";

/** The schema, as seen from the contracts beside it. */
const SCHEMA = `./${CONTRACT_SCHEMA}`;

/** Looks up what the environments have under a name, in their order. */
export interface Lookup {
  readonly services: (name: string) => readonly Service[];
  readonly topics: (name: string) => readonly Topic[];
}

/** Looked up for each service and its neighbours, so made once (law 12). */
export function lookupIn({ environments }: Platform): Lookup {
  const services = Map.groupBy(
    environments.flatMap((environment) => environment.services),
    ({ name }) => name,
  );
  const topics = Map.groupBy(
    environments.flatMap((environment) => environment.topics),
    ({ name }) => name,
  );
  return { services: (name) => services.get(name) ?? [], topics: (name) => topics.get(name) ?? [] };
}

/** What the environments have in common, since one image runs in all of them. What only some have is optional. */
export function contractOf(platform: Platform, lookup: Lookup, name: string): Contract {
  const services = lookup.services(name);
  const told = services.map((service, index) => toldOf(platform, platform.environments[index] as Environment, service));
  const description = agreed(services.map((service) => service.description));
  const database = group(
    told.map((one) => one.database),
    DATABASE_FIELDS,
  );
  const kafka = group(
    told.map((one) => one.kafka),
    KAFKA_FIELDS,
  );
  return {
    $schema: SCHEMA,
    service: name,
    ...(description !== undefined && { description }),
    port: (told[0] as Told).port,
    health: {
      ready: unique(services.map(({ health }) => health.ready)),
      live: unique(services.map(({ health }) => health.live)),
    },
    metrics: metricsOf(services),
    // Environments may give it more, but not all of them do.
    shutdown: { timeoutMs: Math.min(...services.map(({ shutdown }) => shutdown.timeout)) },
    settings: fields(told.map(({ settings }) => settings)),
    secrets: fields(told.map(({ secrets }) => secrets)),
    upstreams: upstreamsOf(lookup, told),
    ...(database !== undefined && { database }),
    buckets: fields(told.map(({ buckets }) => buckets)),
    ...(kafka !== undefined && { kafka }),
    topics: topicsOf(lookup, services, told),
  };
}

function upstreamsOf(lookup: Lookup, told: readonly Told[]): Contract["upstreams"] {
  return byName(
    told.map(({ upstreams }) => Object.keys(upstreams)),
    (callee) => {
      const description = agreed(lookup.services(callee).map((service) => service.description));
      const one = group(
        told.map(({ upstreams }) => (Object.hasOwn(upstreams, callee) ? upstreams[callee] : undefined)),
      );
      return { ...(description !== undefined && { description }), ...(one as Group) };
    },
  );
}

function topicsOf(lookup: Lookup, services: readonly Service[], told: readonly Told[]): Contract["topics"] {
  // Whether a client reads a topic is asked where it is a client at all.
  const groups = fields(told.flatMap((one) => (one.kafka === undefined ? [] : [one.groups])));
  return {
    publishes: byName(
      services.map(({ publishes }) => publishes.map(({ topic }) => topic)),
      (topic, optional) => ({
        ...topicOf(lookup, topic, optional),
        exactlyOnce: services.some(({ publishes }) => publishes.some((one) => one.topic === topic && one.exactlyOnce)),
      }),
    ),
    consumes: byName(
      services.map(({ consumes }) => consumes.map(({ topic }) => topic)),
      (topic, optional) => ({ ...topicOf(lookup, topic, optional), group: groups[topic] as Variable }),
    ),
  };
}

function topicOf(lookup: Lookup, topic: string, optional: boolean): { description?: string; optional?: true } {
  const description = agreed(lookup.topics(topic).map((one) => one.description));
  return { ...(description !== undefined && { description }), ...(optional && { optional: true as const }) };
}

function metricsOf(services: readonly Service[]): Contract["metrics"] {
  const endpoints = services.flatMap((service) => {
    const port = metricsPortOf(service);
    if (service.metrics === undefined || port === undefined) return [];
    return [{ path: service.metrics.path, ...(port.name !== HTTP_PORT && { port: port.port }) }];
  });
  return [...new Map(endpoints.map((endpoint) => [JSON.stringify(endpoint), endpoint])).values()];
}

/** A value that all environments have; undefined where they differ. */
function agreed<T>(values: readonly T[]): T | undefined {
  return values.every((value) => value === values[0]) ? values[0] : undefined;
}

const unique = (values: readonly string[]): string[] => [...new Set(values)];

/** An entry for each name that some environment has. */
function byName<T>(names: readonly (readonly string[])[], entry: (name: string, optional: boolean) => T) {
  const all = unique(names.flat()).toSorted(compareText);
  const isIn = names.map((some) => new Set(some));
  return Object.fromEntries(all.map((name) => [name, entry(name, !isIn.every((some) => some.has(name)))]));
}

/** The fields of all environments. What is a number in one and a text in another is a text. */
function fields(perEnvironment: readonly Fields[], descriptions: Readonly<Record<string, string>> = {}) {
  return byName(
    perEnvironment.map((one) => Object.keys(one)),
    (name, optional): Variable => {
      const versions = perEnvironment.flatMap((one) => (Object.hasOwn(one, name) ? [one[name] as Variable] : []));
      const [{ variable, type, const: only, in: place }] = versions as [Variable, ...Variable[]];
      const description = Object.hasOwn(descriptions, name) ? descriptions[name] : undefined;
      return {
        variable,
        type: versions.every((version) => version.type === type) ? type : "text",
        ...(only !== undefined && { const: only }),
        ...(place !== undefined && { in: place }),
        ...(optional && { optional: true as const }),
        ...(description !== undefined && { description }),
      };
    },
  );
}

/** What stands or falls together. */
function group(
  perEnvironment: readonly (Fields | undefined)[],
  descriptions?: Readonly<Record<string, string>>,
): Group | undefined {
  const present = perEnvironment.filter((one) => one !== undefined);
  if (present.length === 0) return undefined;
  return {
    ...(present.length < perEnvironment.length && { optional: true as const }),
    variables: fields(present, descriptions),
  };
}
