import type { Environment, Platform, Service } from "../../model/platform.ts";
import {
  DATABASE_FOLDER,
  DATABASE_KEYS,
  derivedVariables,
  KAFKA_FOLDER,
  kafkaGroupVariableOf,
  SECRETS_FOLDER,
} from "../../model/variables.ts";
import { variableOf } from "../../naming/names.ts";
import type { Variable } from "./contract-schema.ts";

/** Variables by the name of their field. */
export type Fields = Readonly<Record<string, Variable>>;

/** What one environment tells a service, apart by what it is about. */
export interface Told {
  readonly port: Variable;
  readonly settings: Fields;
  readonly secrets: Fields;
  readonly upstreams: Readonly<Record<string, Fields>>;
  readonly database: Fields | undefined;
  readonly buckets: Fields;
  readonly kafka: Fields | undefined;
  /** By topic. */
  readonly groups: Fields;
}

/** A variable as the service's ConfigMap has it, and whether it is the same for every service of every platform. */
type Entry = readonly [variable: string, value: string, isFixed?: boolean];

/**
 * No variable is named here: which ones are about a call, the database or the topics shows when a service has that and
 * nothing else, and what a field is called is what remains of its variable. So nothing can be told that has no field.
 */
export function toldOf(platform: Platform, environment: Environment, service: Service): Told {
  const bare: Service = {
    ...service,
    calls: [],
    secrets: [],
    database: undefined,
    buckets: [],
    publishes: [],
    consumes: [],
  };
  const ofAny = derivedVariables(platform, environment, bare);
  const because = (part: Partial<Service>): readonly Entry[] => {
    const renamed = { ...bare, ...part, name: `${service.name}-x` };
    const elsewhere = derivedVariables({ ...platform, name: `${platform.name}-x` }, environment, renamed);
    return [...derivedVariables(platform, environment, { ...bare, ...part })]
      .filter(([variable]) => !ofAny.has(variable))
      .map(([variable, { value }]) => [variable, value, elsewhere.get(variable)?.value === value]);
  };

  const { config, secrets, calls, database, buckets, publishes, consumes } = service;
  const groups = new Map(consumes.map(({ topic }) => [topic, kafkaGroupVariableOf(topic)]));
  const ofGroups = new Set(groups.values());
  const kafka = because({ publishes, consumes }).filter(([variable]) => !ofGroups.has(variable));
  return {
    port: { variable: variableWith([...ofAny], String(service.port)), type: "port" },
    settings: fieldsOf(Object.entries(config), (entry) => entry[0], settingOf),
    secrets: Object.assign({}, ...secrets.map((secret) => fieldsOf(because({ secrets: [secret] }), () => secret.name))),
    upstreams: Object.fromEntries(
      calls.map((call) => [
        call.service,
        fieldsOf(because({ calls: [call] }), fieldBehind(`${variableOf(call.service)}_`)),
      ]),
    ),
    database: database && groupOf(because({ database }), databaseVariable),
    buckets: Object.assign({}, ...buckets.map((bucket) => fieldsOf(because({ buckets: [bucket] }), () => bucket.name))),
    kafka: kafka.length === 0 ? undefined : groupOf(kafka),
    groups: Object.fromEntries([...groups].map(([topic, variable]) => [topic, { variable, type: "text" }])),
  };
}

const variableWith = (variables: readonly (readonly [string, { readonly value: string }])[], value: string): string =>
  variables.find(([, derived]) => derived.value === value)?.[0] ?? "";

const fieldsOf = (
  entries: readonly Entry[],
  field: (entry: Entry) => string,
  describe: (entry: Entry) => Variable = derivedVariable,
): Fields => Object.fromEntries(entries.map((entry) => [field(entry), describe(entry)]));

/** Fields of variables that all start with the same words. */
function groupOf(entries: readonly Entry[], describe?: (entry: Entry) => Variable): Fields {
  const [first = "", ...others] = entries.map(([variable]) => variable);
  const words = first.split("_");
  const shared = words.findIndex((_, index) => {
    const start = `${words.slice(0, index + 1).join("_")}_`;
    return !others.every((other) => other.startsWith(start));
  });
  return fieldsOf(
    entries,
    fieldBehind(
      words
        .slice(0, Math.max(0, shared))
        .map((word) => `${word}_`)
        .join(""),
    ),
    describe,
  );
}

/** `DATABASE_READ_HOST_FILE` behind `DATABASE_` is `readHost`: that it is in a file is no part of what it is. */
const fieldBehind =
  (prefix: string) =>
  ([variable, value]: Entry): string => {
    const own = variable.slice(prefix.length).toLowerCase();
    return (isInFile(value) ? own.replace(/_file$/, "") : own).replaceAll(/_(.)/g, (_, letter) => letter.toUpperCase());
  };

const FOLDERS = [SECRETS_FOLDER, DATABASE_FOLDER, KAFKA_FOLDER];

const isInFile = (value: string): boolean => FOLDERS.some((folder) => value.startsWith(`${folder}/`));

function derivedVariable([variable, value, isFixed]: Entry): Variable {
  if (isInFile(value)) return { variable, type: "file" };
  if (/^\d+$/.test(value)) return { variable, type: "integer" };
  if (/^https?:\/\//.test(value)) return { variable, type: "url" };
  return { variable, type: "text", ...(isFixed && { const: value }) };
}

/** Which files of the database are read once, as what. The others change while the process runs, or are read by its driver. */
const DATABASE_CONTENTS: Readonly<Record<(typeof DATABASE_KEYS)[number], Variable["type"]>> = {
  host: "text",
  "read-host": "text",
  "pool-host": "text",
  port: "port",
  dbname: "text",
  username: "text",
  password: "file",
  "ca.crt": "file",
};

function databaseVariable(entry: Entry): Variable {
  const [variable, value] = entry;
  const key = DATABASE_KEYS.find((name) => value === `${DATABASE_FOLDER}/${name}`);
  const type = key && DATABASE_CONTENTS[key];
  if (type === undefined || type === "file") return derivedVariable(entry);
  return { variable, type, in: "file" };
}

/**
 * A number or a truth value where the text can be nothing else and is written as a program would write it. No list of
 * values that are allowed: the next override would make it wrong.
 */
function settingOf([variable, value]: Entry): Variable {
  if (value === "true" || value === "false") return { variable, type: "boolean" };
  const number = Number(value);
  return { variable, type: Number.isFinite(number) && String(number) === value ? "number" : "text" };
}
