import { compareText } from "../diagnostics/diagnostic.ts";
import { secretsOf, variableOf } from "../naming/names.ts";
import type { Environment, Service } from "./platform.ts";

/** An environment variable that follows from the graph, and from what. */
export interface DerivedVariable {
  readonly value: string;
  readonly because: string;
}

/** Folder where a service finds its secrets, one file each. */
export const SECRETS_FOLDER = "/etc/secrets";

/** Folder where a service finds the connection of its database, one file for each of `DATABASE_KEYS`. */
export const DATABASE_FOLDER = "/etc/database";

/** The certificate that signed the database's: a key of its Secret, and a file beside the others. */
export const CA_KEY = "ca.crt";

/** What a service is told about its database, whatever the engine. */
export const DATABASE_KEYS = ["host", "port", "dbname", "username", "password", CA_KEY] as const;

const MEBIBYTE = 2 ** 20;

/** What the compiler tells a service about its place in the graph, in code-unit order of the variables. */
export function derivedVariables(environment: Environment, service: Service): ReadonlyMap<string, DerivedVariable> {
  const variables: [string, DerivedVariable][] = [
    ["PORT", { value: String(service.port), because: "it is the service's port" }],
  ];
  const add = (variable: string, value: string | number, because: string) =>
    variables.push([variable, { value: String(value), because }]);

  for (const call of service.calls) {
    const port = portsOf(environment).get(call.service);
    if (port === undefined) continue;
    const because = `it calls ${call.service}`;
    const prefix = variableOf(call.service);
    add(`${prefix}_URL`, `http://${call.service}:${port}`, because);
    add(`${prefix}_TIMEOUT_MS`, call.timeout, because);
    add(`${prefix}_RETRIES`, call.retries, because);
  }
  for (const secret of service.secrets) {
    add(
      `${variableOf(secret.name)}_FILE`,
      `${SECRETS_FOLDER}/${secret.name}`,
      `it reads the secret ${secret.name} of ${secretsOf(service.name)}`,
    );
  }
  if (service.database !== undefined) {
    const because = "it has a database";
    for (const key of DATABASE_KEYS) {
      add(`DATABASE_${variableOf(key === CA_KEY ? "ca" : key)}_FILE`, `${DATABASE_FOLDER}/${key}`, because);
    }
    add("DATABASE_POOL_SIZE", service.database.pool, because);
    add("DATABASE_SSLMODE", "verify-full", because);
  }
  const [variable, value] = memoryGeometry(service) ?? [];
  if (variable !== undefined && value !== undefined)
    add(variable, value, `it keeps the ${service.runtime} heap within the memory limit`);
  return new Map(variables.toSorted(([a], [b]) => compareText(a, b)));
}

const ports = new WeakMap<Environment, ReadonlyMap<string, number>>();

/** The ports of an environment's services by name: looked up for each call, so made once (law 12). */
function portsOf(environment: Environment): ReadonlyMap<string, number> {
  const known = ports.get(environment) ?? new Map(environment.services.map(({ name, port }) => [name, port]));
  ports.set(environment, known);
  return known;
}

/**
 * Keeps a runtime's heap within three quarters of the memory limit, so that the process meets its own limit
 * before the kernel's (FF15). Go counts all of its memory, so it gets nine tenths.
 */
function memoryGeometry(service: Service): readonly [string, string] | undefined {
  const limit = service.resources.memory / MEBIBYTE;
  switch (service.runtime) {
    case "node":
      return ["NODE_OPTIONS", `--max-old-space-size=${Math.floor(limit * 0.75)}`];
    case "java":
      return ["JAVA_TOOL_OPTIONS", "-XX:MaxRAMPercentage=75.0 -XX:+ExitOnOutOfMemoryError"];
    case "go":
      return ["GOMEMLIMIT", `${Math.floor(limit * 0.9)}MiB`];
    default:
      return undefined;
  }
}
