import { KAFKA_PORTS } from "../catalog/kafka.ts";
import { compareText } from "../diagnostics/diagnostic.ts";
import {
  bucketOf,
  kafkaBootstrapOf,
  kafkaClusterOf,
  secretsOf,
  transactionalPrefixOf,
  variableOf,
} from "../naming/names.ts";
import type { Environment, Platform, Service } from "./platform.ts";

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

/**
 * Keys of a database's Secret, whatever the engine. `read-host` answers reads only, a little late; `pool-host` is for
 * transactions that keep nothing in their session. Where there is neither replica nor pooler they lead where `host` does.
 */
export const DATABASE_SECRET_KEYS = [
  "host",
  "read-host",
  "pool-host",
  "port",
  "dbname",
  "username",
  "password",
] as const;

/** What a service is told about its database. */
export const DATABASE_KEYS = [...DATABASE_SECRET_KEYS, CA_KEY] as const;

/**
 * Folder where a service finds its key to the brokers and who signed theirs. The certificates are renewed within a year,
 * in place: the kubelet writes the new files a minute later. Clients that read them at the start alone have to be
 * restarted within the 30 days that the old one still holds.
 */
export const KAFKA_FOLDER = "/etc/kafka";

/** A file there: a key of the Secret of the service's KafkaUser or of that of the brokers' CA, and the variable that names it. */
export interface KafkaFile {
  readonly secret: "user" | "ca";
  readonly key: string;
  readonly variable: string;
}

const PEM_FILES: readonly KafkaFile[] = [
  { secret: "user", key: "user.crt", variable: "KAFKA_CERT_FILE" },
  { secret: "user", key: "user.key", variable: "KAFKA_KEY_FILE" },
  { secret: "ca", key: "ca.crt", variable: "KAFKA_CA_FILE" },
];

const PKCS12_FILES: readonly KafkaFile[] = [
  { secret: "user", key: "user.p12", variable: "KAFKA_KEYSTORE_FILE" },
  { secret: "user", key: "user.password", variable: "KAFKA_KEYSTORE_PASSWORD_FILE" },
  { secret: "ca", key: "ca.p12", variable: "KAFKA_TRUSTSTORE_FILE" },
  { secret: "ca", key: "ca.password", variable: "KAFKA_TRUSTSTORE_PASSWORD_FILE" },
];

/** Java reads PKCS #12: a PEM file of its own kind has key and certificate in one, and Strimzi makes two. */
export const kafkaFilesOf = ({ runtime }: Service): readonly KafkaFile[] =>
  runtime === "java" ? PKCS12_FILES : PEM_FILES;

/** Whether a service writes or reads any topic, and so is a client of the brokers. */
export const usesTopics = ({ publishes, consumes }: Service): boolean => publishes.length + consumes.length > 0;

const MEBIBYTE = 2 ** 20;

/** What the compiler tells a service about its place in the graph, in code-unit order of the variables. */
export function derivedVariables(
  platform: Platform,
  environment: Environment,
  service: Service,
): ReadonlyMap<string, DerivedVariable> {
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
  for (const { name } of service.buckets) {
    add(
      `${variableOf(name)}_BUCKET`,
      bucketOf(platform.name, environment.name, environment.aws.account, name),
      `it uses the bucket ${name}`,
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
  if (usesTopics(service)) {
    const because = "it uses topics";
    add(
      "KAFKA_BOOTSTRAP_SERVERS",
      `${kafkaBootstrapOf(kafkaClusterOf(platform.name))}:${KAFKA_PORTS.clients}`,
      because,
    );
    add("KAFKA_SECURITY_PROTOCOL", "SSL", because);
    for (const { key, variable } of kafkaFilesOf(service)) add(variable, `${KAFKA_FOLDER}/${key}`, because);
  }
  for (const { topic, group } of service.consumes) {
    add(kafkaGroupVariableOf(topic), group, `it consumes ${topic}`);
  }
  if (service.publishes.some(({ exactlyOnce }) => exactlyOnce)) {
    add("KAFKA_TRANSACTIONAL_ID_PREFIX", transactionalPrefixOf(service.name), "it publishes exactly once");
  }
  const [variable, value] = memoryGeometry(service) ?? [];
  if (variable !== undefined && value !== undefined)
    add(variable, value, `it keeps the ${service.runtime} heap within the memory limit`);
  return new Map(variables.toSorted(([a], [b]) => compareText(a, b)));
}

/** The variable with the consumer group for a topic. */
export const kafkaGroupVariableOf = (topic: string): string => `KAFKA_GROUP_${variableOf(topic)}`;

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
