import type { Diagnostic, SpecPath } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { report } from "../diagnostics/registry.ts";
import { databaseOf } from "../naming/names.ts";
import { type LocatedSpec, own } from "../schema/parse-spec.ts";
import type { Environment, Platform, Service } from "./platform.ts";
import { DATABASE_FOLDER, derivedVariables, SECRETS_FOLDER } from "./variables.ts";

/** Unit names that are not services, and the folders of units that belong to services. */
const RESERVED_UNITS = ["databases", "logging", "messaging", "monitoring", "platform", "root"];

/** Everything that names something else: does it lead anywhere, once, in each environment? */
export function checkReferences(spec: LocatedSpec, platform: Platform): Diagnostic[] {
  return [
    ...checkNames(spec, platform),
    ...checkOwners(spec, platform),
    ...checkOverrideTargets(spec),
    ...checkReleases(spec),
    ...platform.environments.flatMap((environment) =>
      environment.services.flatMap((service) => [
        ...checkEdges(spec, service),
        ...checkSections(spec, environment, service),
        ...checkVariables(spec, environment, service),
        ...checkFolders(platform, environment, service),
      ]),
    ),
  ];
}

function unknown(
  spec: LocatedSpec,
  what: string,
  name: string,
  known: Iterable<string>,
  at: SpecPath,
  on: "key" | "value" = "value",
) {
  const names = [...known];
  return report(
    "model/unknown-reference",
    { what, name, known: names, nearest: nearest(name, names) },
    { at: spec.locate(at, on) },
  );
}

function checkNames(spec: LocatedSpec, platform: Platform): Diagnostic[] {
  const namespaces = platform.environments.flatMap(({ namespace, observabilityNamespace }) => [
    namespace,
    observabilityNamespace,
  ]);
  const { namespace } = platform.gitops;
  const names: [string, SpecPath, string | undefined][] = [...spec.declared.services].map((name) => [
    name,
    ["services", name],
    reservedBecause(spec, name),
  ]);
  // Whoever may write to Argo CD's namespace may change what Argo CD does (FF43).
  const because = "it is the namespace of an environment, whose AppProject would then admit Argo CD's own";
  names.push([namespace, ["gitops", "namespace"], namespaces.includes(namespace) ? because : undefined]);
  return names.flatMap(([name, path, why]) =>
    why === undefined ? [] : [report("model/reserved-name", { name, because: why }, { at: spec.locate(path, "key") })],
  );
}

function reservedBecause(spec: LocatedSpec, name: string): string | undefined {
  const unit = RESERVED_UNITS.find((reserved) => name === reserved || name.startsWith(`${reserved}-`));
  if (unit !== undefined) return `"${unit}" and what starts with "${unit}-" name parts of the platform itself`;
  if (name === "default") return "each namespace has a ServiceAccount of this name, for pods that name none";
  const owner = Object.entries(spec.raw.services ?? {}).find(
    ([service, { database }]) => database !== undefined && databaseOf(service) === name,
  );
  return owner && `the database of ${owner[0]} has this name`;
}

function checkOwners(spec: LocatedSpec, platform: Platform): Diagnostic[] {
  const { teams } = spec.declared;
  const owners: [string, SpecPath][] = [[platform.owner, ["metadata", "owner"]]];
  for (const [name, service] of Object.entries(spec.raw.services ?? {}))
    owners.push([service.owner, ["services", name, "owner"]]);
  return owners
    .filter(([owner]) => !teams.has(owner))
    .map(([owner, path]) => unknown(spec, "team", owner, teams, path));
}

function checkOverrideTargets(spec: LocatedSpec): Diagnostic[] {
  return Object.entries(spec.raw.environments ?? {}).flatMap(([environment, { overrides }]) =>
    (["services", "topics"] as const).flatMap((section) =>
      Object.keys(overrides?.[section] ?? {})
        .filter((name) => !spec.declared[section].has(name))
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
  const { environments, services } = spec.declared;
  for (const [environment, releases] of Object.entries(spec.raw.releases ?? {})) {
    if (!environments.has(environment)) {
      diagnostics.push(unknown(spec, "environment", environment, environments, ["releases", environment], "key"));
    }
    for (const service of Object.keys(releases)) {
      if (services.has(service)) continue;
      diagnostics.push(unknown(spec, "service", service, services, ["releases", environment, service], "key"));
    }
  }
  for (const environment of Object.keys(spec.raw.environments ?? {})) {
    const declared = spec.declared.releases.get(environment);
    const leftOut = declared !== undefined && own(spec.raw.releases, environment) === undefined;
    for (const service of leftOut ? [] : Object.keys(spec.raw.services ?? {})) {
      if (declared?.has(service)) continue;
      const related = [{ message: "the environment", location: spec.locate(["environments", environment], "key") }];
      const at = spec.locate(["services", service], "key");
      diagnostics.push(report("model/missing-release", { service, environment }, { at, related }));
    }
  }
  return diagnostics;
}

function checkEdges(spec: LocatedSpec, service: Service): Diagnostic[] {
  const { services, topics } = spec.declared;
  const diagnostics: Diagnostic[] = [];
  for (const call of service.calls) {
    if (call.service === service.name) {
      diagnostics.push(report("model/self-call", { service: service.name }, { at: spec.locate(call.origin) }));
    } else if (!services.has(call.service)) {
      diagnostics.push(unknown(spec, "service", call.service, services, call.origin));
    }
  }
  for (const { topic, origin } of [...service.publishes, ...service.consumes]) {
    if (!topics.has(topic)) diagnostics.push(unknown(spec, "topic", topic, topics, origin));
  }
  const lists = {
    calls: service.calls.map(({ service: name, origin }) => [name, origin] as const),
    publishes: service.publishes.map(({ topic, origin }) => [topic, origin] as const),
    consumes: service.consumes.map(({ topic, origin }) => [topic, origin] as const),
    secrets: service.secrets.map(({ name, origin }) => [name, origin] as const),
    egress: service.egress.map(({ host, port, origin }) => [`${host}:${port}`, origin] as const),
  };
  for (const [list, entries] of Object.entries(lists)) {
    const seen = new Set<string>();
    for (const [name, origin] of entries) {
      if (seen.has(name))
        diagnostics.push(report("model/duplicate-entry", { list, name }, { at: spec.locate(origin) }));
      seen.add(name);
    }
  }
  const clash = service.database && service.secrets.find(({ name }) => /^database(?:-|$)/.test(name));
  if (clash) {
    const because =
      "the connection of the service's database is stored as `database` and told by variables that start with DATABASE_";
    diagnostics.push(report("model/reserved-name", { name: clash.name, because }, { at: spec.locate(clash.origin) }));
  }
  return diagnostics;
}

function checkSections(spec: LocatedSpec, environment: Environment, service: Service): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const missing = (section: string, because: string) => {
    const at = spec.locate(environment.origin, "key");
    const related = [{ message: "needed here", location: spec.locate(service.origin, "key") }];
    diagnostics.push(
      report("model/missing-section", { environment: environment.name, section, because }, { at, related }),
    );
  };
  if (service.database && environment.database === undefined) missing("database", `${service.name} has a database`);
  if (service.publishes.length + service.consumes.length > 0 && environment.kafka === undefined) {
    missing("kafka", `${service.name} uses topics`);
  }
  return diagnostics;
}

function checkVariables(spec: LocatedSpec, environment: Environment, service: Service): Diagnostic[] {
  const derived = derivedVariables(environment, service);
  return Object.keys(service.config).flatMap((variable) => {
    const { because } = derived.get(variable) ?? {};
    const at = () => spec.locate([...service.origin, "config", variable], "key");
    return because === undefined ? [] : [report("model/reserved-variable", { variable, because }, { at: at() })];
  });
}

/** Folders are mounted one by one, so none may hold another, and none may cover what the compiler mounts. */
function checkFolders(platform: Platform, environment: Environment, service: Service): Diagnostic[] {
  const taken = [SECRETS_FOLDER, DATABASE_FOLDER];
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
