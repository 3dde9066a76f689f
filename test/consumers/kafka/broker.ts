import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { KAFKA_VERSION } from "../../../src/catalog/kafka.ts";
import { findTool, type Judge, toolsFolder } from "../judge.ts";

const libraries = join(toolsFolder, "../kafka");
const agent = join(libraries, "jmx_prometheus_javaagent-1.0.1.jar");

/** The Kafka of the catalogue's version, its clients, and the JMX exporter, in Java. */
export const kafkaJudge: Judge = {
  name: `kafka ${KAFKA_VERSION}`,
  isThere:
    [agent, join(libraries, `kafka_2.13-${KAFKA_VERSION}.jar`)].every(existsSync) && findTool("java") !== undefined,
  hint: "npm run tools",
};

/** A running broker that knows its clients by their certificates, as Strimzi sets one up. */
export interface Broker {
  /** Says each line to `Probe.java`; the answers in the same order. */
  readonly probe: (lines: readonly string[]) => readonly string[];
  /** What the JMX exporter answers. */
  readonly metrics: () => Promise<string>;
}

const java = (...words: readonly string[]) => ["-Xmx384m", "-cp", `${libraries}/*`, ...words] as const;

/**
 * Starts a broker that is its own controller, for as long as `use` takes.
 *
 * @param users who get a certificate, signed by the CA that signed the broker's
 * @param config of the Kafka resource
 * @param rules for the JMX exporter
 */
export async function withBroker(
  { users, config, rules }: { users: readonly string[]; config: Readonly<Record<string, unknown>>; rules: string },
  use: (broker: Broker) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "finflow-kafka-"));
  const [clients, controller, metrics] = await freePorts(3);
  const at = (file: string) => join(folder, file);
  makeCertificates(folder, ["admin", "broker", ...users]);
  writeFileSync(at("rules.json"), rules);
  const properties = {
    ...config,
    "process.roles": "broker,controller",
    "node.id": 0,
    "controller.quorum.voters": `0@127.0.0.1:${controller}`,
    "controller.listener.names": "CONTROLLER",
    listeners: `TLS://127.0.0.1:${clients},CONTROLLER://127.0.0.1:${controller}`,
    "inter.broker.listener.name": "TLS",
    "listener.security.protocol.map": "TLS:SSL,CONTROLLER:SSL",
    "log.dirs": at("data"),
    "group.initial.rebalance.delay.ms": 0,
    // `authorization: simple`, and the operators' own users.
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:CN=admin;User:CN=broker",
    "ssl.client.auth": "required",
    "ssl.keystore.type": "PKCS12",
    "ssl.keystore.location": at("broker.p12"),
    "ssl.keystore.password": "password",
    "ssl.key.password": "password",
    "ssl.truststore.type": "PKCS12",
    "ssl.truststore.location": at("ca.p12"),
    "ssl.truststore.password": "password",
  };
  const lines = Object.entries(properties).map(([option, value]) => `${option}=${value}\n`);
  writeFileSync(at("server.properties"), lines.join(""));
  execFileSync(
    "java",
    java("kafka.tools.StorageTool", "format", "-t", "MkU3OEVBNTcwNTJENDM2Qg", "-c", at("server.properties")),
    { stdio: "pipe" },
  );
  const broker = spawn(
    "java",
    [`-javaagent:${agent}=127.0.0.1:${metrics}:${at("rules.json")}`, ...java("kafka.Kafka", at("server.properties"))],
    { stdio: "ignore" },
  );
  const ended = new Promise<void>((resolve) => broker.once("exit", () => resolve()));
  try {
    await until(async () => (await fetch(`http://127.0.0.1:${metrics}/metrics`)).ok);
    await use({
      probe: (said) =>
        execFileSync("java", [...java(join(import.meta.dirname, "Probe.java")), `127.0.0.1:${clients}`, folder], {
          input: said.map((line) => `${line}\n`).join(""),
          encoding: "utf8",
          stdio: ["pipe", "pipe", "ignore"],
        })
          .trimEnd()
          .split("\n"),
      metrics: async () => (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text(),
    });
  } finally {
    broker.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A CA, and for each user a key and a certificate whose subject is the name alone, as Strimzi's user operator makes them. */
function makeCertificates(folder: string, users: readonly string[]): void {
  const openssl = (...words: readonly string[]) => execFileSync("openssl", words, { cwd: folder, stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=ca", "-days", "2");
  const password = ["-passout", "pass:password"];
  // Java trusts a certificate in a PKCS #12 file only if it is marked as such, which openssl cannot do.
  execFileSync(
    "keytool",
    ["-importcert", "-noprompt", "-alias", "ca", "-file", "ca.crt", "-keystore", "ca.p12", "-storepass", "password"],
    { cwd: folder, stdio: "pipe" },
  );
  writeFileSync(join(folder, "names.ext"), "subjectAltName=IP:127.0.0.1");
  for (const user of users) {
    openssl("req", ...key, "-keyout", `${user}.key`, "-out", `${user}.csr`, "-subj", `/CN=${user}`);
    const signed = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names.ext"];
    openssl("x509", "-req", "-in", `${user}.csr`, ...signed, "-out", `${user}.crt`);
    const parts = ["-inkey", `${user}.key`, "-in", `${user}.crt`, "-certfile", "ca.crt"];
    openssl("pkcs12", "-export", ...parts, "-out", `${user}.p12`, ...password);
  }
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once("listening", resolve))));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Waits for something that fails at first. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 120_000; ; await sleep(500)) {
    if (await holds().catch(() => false)) return;
    if (Date.now() > end) throw new Error("the broker does not start");
  }
}
