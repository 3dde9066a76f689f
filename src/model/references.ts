import { charts } from "../catalog/charts.ts";
import { STRIMZI_NAMES } from "../catalog/kafka.ts";
import type { Diagnostic, SpecPath } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { report } from "../diagnostics/registry.ts";
import { databaseOf, kafkaClusterOf, NODE_AGENTS_NAMESPACE, SYSTEM_NAMESPACE, variableOf } from "../naming/names.ts";
import type { LocatedSpec } from "../schema/parse-spec.ts";
import { own } from "../source/plain-data.ts";
import type { Environment, Platform, Service } from "./platform.ts";
import {
  DATABASE_FOLDER,
  derivedVariables,
  KAFKA_FOLDER,
  kafkaGroupVariableOf,
  SECRETS_FOLDER,
  usesTopics,
} from "./variables.ts";

/** Unit names that are not services, and the folders of units that belong to services. */
const RESERVED_UNITS = ["databases", "kafka", "logging", "messaging", "monitoring", "operators", "platform", "root"];

/** Everything that names something else: does it lead anywhere, once, in each environment? */
export function checkReferences(spec: LocatedSpec, platform: Platform): Diagnostic[] {
  return [
    ...checkNames(spec, platform),
    ...checkOwners(spec, platform),
    ...checkOverrideTargets(spec),
    ...checkReleases(spec),
    ...platform.environments.flatMap((environment) => [
      ...checkSections(spec, environment),
      ...environment.services.flatMap((service) => [
        ...checkEdges(spec, service),
        ...checkBucketNames(platform, environment, service),
        ...checkDuplicates(platform, environment, service),
        ...checkVariables(spec, platform, environment, service),
        ...checkFolders(platform, environment, service),
      ]),
    ]),
  ];
}

/** What a reference may name, in the words of a message. */
const SECTION_OF = { service: "services", topic: "topics", environment: "environments", team: "teams" } as const;

/** A reference that leads nowhere, unless an error that was told already may be why. */
function checkReference(
  spec: LocatedSpec,
  what: keyof typeof SECTION_OF,
  name: string,
  at: SpecPath,
  on: "key" | "value" = "value",
): Diagnostic[] {
  const declared = spec.declared[SECTION_OF[what]];
  if (declared.has(name) || spec.mayDeclare(SECTION_OF[what], name)) return [];
  const known = [...declared];
  const params = { what, name, known, nearest: nearest(name, known) };
  return [report("model/unknown-reference", params, { at: spec.locate(at, on) })];
}

function checkNames(spec: LocatedSpec, platform: Platform): Diagnostic[] {
  const namespaces = new Set([
    ...platform.environments.flatMap(({ namespace, observabilityNamespace }) => [namespace, observabilityNamespace]),
    NODE_AGENTS_NAMESPACE,
    SYSTEM_NAMESPACE,
    ...charts.map((chart) => chart.namespace),
  ]);
  const databases = new Map(
    Object.entries(spec.raw.services ?? {}).flatMap(([service, { database }]) =>
      database === undefined ? [] : [[databaseOf(service), service] as const],
    ),
  );
  const { namespace } = platform.gitops;
  const names: [string, SpecPath, string | undefined][] = [...spec.declared.services].map((name) => [
    name,
    ["services", name],
    reservedBecause(platform.name, databases, name),
  ]);
  const topics = new Map<string, string>();
  for (const name of spec.declared.topics) {
    const variable = kafkaGroupVariableOf(name);
    const other = topics.get(variable);
    topics.set(variable, name);
    names.push([name, ["topics", name], other && `the topic ${other} has its variable too, ${variable}`]);
  }
  // Whoever may write to Argo CD's namespace may change what Argo CD does (FF43).
  const because = "an environment uses the namespace, so its AppProject would admit Argo CD's own";
  names.push([namespace, ["gitops", "namespace"], namespaces.has(namespace) ? because : undefined]);
  return names.flatMap(([name, path, why]) =>
    why === undefined ? [] : [report("model/reserved-name", { name, because: why }, { at: spec.locate(path, "key") })],
  );
}

/** @param databases services by the names of their databases, which are prefixes of what belongs to these */
function reservedBecause(platform: string, databases: ReadonlyMap<string, string>, name: string): string | undefined {
  const unit = RESERVED_UNITS.find((reserved) => name === reserved || name.startsWith(`${reserved}-`));
  if (unit !== undefined) return `"${unit}" and what starts with "${unit}-" name parts of the platform itself`;
  if (name === "default") return "each namespace has a ServiceAccount of this name, for pods that name none";
  const cluster = kafkaClusterOf(platform);
  const part = STRIMZI_NAMES.find((reserved) => `${name}-`.startsWith(`${cluster}-${reserved}-`));
  if (part !== undefined) return `what starts with "${cluster}-${part}" names parts of the Kafka cluster`;
  const words = name.split("-");
  const prefix = words.map((_, index) => words.slice(0, index + 1).join("-")).find((start) => databases.has(start));
  return (
    prefix && `"${prefix}" and what starts with "${prefix}-" name parts of the database of ${databases.get(prefix)}`
  );
}

function checkOwners(spec: LocatedSpec, platform: Platform): Diagnostic[] {
  const owners: [string, SpecPath][] = [[platform.owner, ["metadata", "owner"]]];
  for (const [name, service] of Object.entries(spec.raw.services ?? {}))
    owners.push([service.owner, ["services", name, "owner"]]);
  return owners.flatMap(([owner, path]) => checkReference(spec, "team", owner, path));
}

function checkOverrideTargets(spec: LocatedSpec): Diagnostic[] {
  return Object.entries(spec.raw.environments ?? {}).flatMap(([environment, { overrides }]) =>
    (["services", "topics"] as const).flatMap((section) =>
      Object.keys(overrides?.[section] ?? {})
        .filter((name) => !spec.declared[section].has(name) && !spec.mayDeclare(section, name))
        .map((name) => {
          const known = [...spec.declared[section]];
          const at = spec.locate(["environments", environment, "overrides", section, name], "key");
          return report(
            "model/override-hits-nothing",
            { path: `${section}.${name}`, known, nearest: nearest(name, known) },
            { at },
          );
        }),
    ),
  );
}

function checkReleases(spec: LocatedSpec): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  /** Environments whose releases stand under a name that was mistyped. */
  const meant = new Set<string | undefined>();
  for (const [environment, releases] of Object.entries(spec.raw.releases ?? {})) {
    const unknown = checkReference(spec, "environment", environment, ["releases", environment], "key");
    diagnostics.push(...unknown);
    if (unknown.length > 0) meant.add(nearest(environment, spec.declared.environments));
    for (const service of Object.keys(releases)) {
      diagnostics.push(...checkReference(spec, "service", service, ["releases", environment, service], "key"));
    }
  }
  for (const environment of Object.keys(spec.raw.environments ?? {})) {
    const declared = spec.declared.releases.get(environment);
    const leftOut = declared === undefined ? meant.has(environment) : !own(spec.raw.releases, environment);
    for (const service of leftOut ? [] : Object.keys(spec.raw.services ?? {})) {
      if (declared?.has(service) || spec.mayDeclare("services", service)) continue;
      const related = [{ message: "the environment", location: spec.locate(["environments", environment], "key") }];
      const at = spec.locate(["services", service], "key");
      diagnostics.push(report("model/missing-release", { service, environment }, { at, related }));
    }
  }
  return diagnostics;
}

function checkEdges(spec: LocatedSpec, service: Service): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const call of service.calls) {
    if (call.service === service.name) {
      diagnostics.push(report("model/self-call", { service: service.name }, { at: spec.locate(call.origin) }));
    } else {
      diagnostics.push(...checkReference(spec, "service", call.service, call.origin));
    }
  }
  for (const { topic, origin } of [...service.publishes, ...service.consumes]) {
    diagnostics.push(...checkReference(spec, "topic", topic, origin));
  }
  return [...diagnostics, ...checkSecretNames(spec, service)];
}

/** A secret is told by a variable that starts with its name, and so are the database and the brokers. */
function checkSecretNames(spec: LocatedSpec, service: Service): Diagnostic[] {
  const reserved: [RegExp, string][] = [];
  if (service.database) {
    const stored = "the connection of the service's database is stored as `database`";
    reserved.push([/^database(?:-|$)/, `${stored} and told by variables that start with DATABASE_`]);
  }
  if (usesTopics(service)) reserved.push([/^kafka-/, "the brokers are told by variables that start with KAFKA_"]);
  return reserved.flatMap(([names, because]) => {
    const clash = service.secrets.find(({ name }) => names.test(name));
    return clash === undefined
      ? []
      : [report("model/reserved-name", { name: clash.name, because }, { at: spec.locate(clash.origin) })];
  });
}

/** A bucket is told by a variable that starts with its name, and so are the consumer groups. */
function checkBucketNames(platform: Platform, environment: Environment, service: Service): Diagnostic[] {
  if (service.consumes.length === 0) return [];
  const start = kafkaGroupVariableOf("");
  return service.buckets.flatMap(({ name }, index) => {
    if (!variableOf(name).startsWith(start)) return [];
    const at = platform.locateIn(environment.name, [...service.origin, "buckets", index, "name"]);
    const because = `the consumer groups are told by variables that start with ${start}`;
    return [report("model/reserved-name", { name, because }, { at })];
  });
}

/** No list names one thing twice. */
function checkDuplicates(platform: Platform, environment: Environment, service: Service): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const listed = (names: readonly string[], ...path: readonly string[]) =>
    names.map(
      (name, index) => [name, platform.locateIn(environment.name, [...service.origin, ...path, index])] as const,
    );
  const declared = (name: string, origin: SpecPath) => [name, platform.locate(origin)] as const;
  const lists = {
    calls: service.calls.map(({ service: name, origin }) => declared(name, origin)),
    publishes: service.publishes.map(({ topic, origin }) => declared(topic, origin)),
    consumes: service.consumes.map(({ topic, origin }) => declared(topic, origin)),
    secrets: service.secrets.map(({ name, origin }) => declared(name, origin)),
    egress: service.egress.map(({ host, port, origin }) => declared(`${host}:${port}`, origin)),
    buckets: listed(
      service.buckets.map(({ name }) => name),
      "buckets",
    ),
    "expose.paths": listed(service.expose?.paths ?? [], "expose", "paths"),
    "database.extensions": listed(service.database?.extensions ?? [], "database", "extensions"),
  };
  for (const [list, entries] of Object.entries(lists)) {
    const seen = new Set<string>();
    for (const [name, at] of entries) {
      if (seen.has(name)) diagnostics.push(report("model/duplicate-entry", { list, name }, { at }));
      seen.add(name);
    }
  }
  return diagnostics;
}

/** An environment has the sections that its services need; said once, with all that need it. */
function checkSections(spec: LocatedSpec, environment: Environment): Diagnostic[] {
  const { name, origin, services } = environment;
  const missing = (section: "database" | "kafka", need: string, needs: (service: Service) => boolean): Diagnostic[] => {
    const needing = environment[section] === undefined ? services.filter(needs) : [];
    const [first, ...others] = needing;
    if (first === undefined) return [];
    const more = others.length === 0 ? "" : `, and ${others.length} more`;
    const related = needing.map((service) => ({
      message: "needed here",
      location: spec.locate(service.origin, "key"),
    }));
    const params = { environment: name, section, because: `${first.name} ${need}${more}` };
    return [report("model/missing-section", params, { at: spec.locate(origin, "key"), related })];
  };
  return [
    ...missing("database", "has a database", ({ database }) => database !== undefined),
    ...missing("kafka", "uses topics", usesTopics),
  ];
}

function checkVariables(
  spec: LocatedSpec,
  platform: Platform,
  environment: Environment,
  service: Service,
): Diagnostic[] {
  const derived = derivedVariables(platform, environment, service);
  return Object.keys(service.config).flatMap((variable) => {
    const { because } = derived.get(variable) ?? {};
    const at = () => spec.locate([...service.origin, "config", variable], "key");
    return because === undefined ? [] : [report("model/reserved-variable", { variable, because }, { at: at() })];
  });
}

/** Folders are mounted one by one, so none may hold another, and none may cover what the compiler mounts. */
function checkFolders(platform: Platform, environment: Environment, service: Service): Diagnostic[] {
  const taken = [SECRETS_FOLDER, DATABASE_FOLDER, KAFKA_FOLDER];
  return service.writable.flatMap((folder, index) => {
    const other = taken.find(
      (mounted) => `${folder}/`.startsWith(`${mounted}/`) || `${mounted}/`.startsWith(`${folder}/`),
    );
    taken.push(folder);
    if (other === undefined) return [];
    const at = platform.locateIn(environment.name, [...service.origin, "writable", index]);
    return [report("model/nested-folder", { folder, other }, { at })];
  });
}
