import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Service } from "../../../src/model/platform.ts";
import { SAMPLES } from "../../properties/compiled.ts";
import { compileErrors, containerOf, contractsOf, mountedBelow, runNode, sampleOf, withFolder } from "./rig.ts";

const samples = SAMPLES.map((entry) => {
  const compiled = sampleOf(entry);
  const names = compiled.platform?.environments[0]?.services.map(({ name }) => name) ?? [];
  return { entry, ...compiled, names, contracts: contractsOf(compiled) };
});

/** A service in every environment. */
const versionsOf = ({ platform }: (typeof samples)[number], name: string): readonly Service[] =>
  platform?.environments.flatMap(({ services }) => services.filter((service) => service.name === name)) ?? [];

const quoted = (text: string) => JSON.stringify(text);
const namesIn = (lists: readonly (readonly string[])[]) => [...new Set(lists.flat())].toSorted();

/** What a service's code does with its contract: uses each thing that the spec gives it, and says what it was given. */
function consumerOf(name: string, versions: readonly Service[]): string {
  const some = (part: (service: Service) => readonly string[]) => namesIn(versions.map(part));
  const uses = [
    "const port: number = config.port;",
    ...some(({ config }) => Object.keys(config)).map(
      (setting) => `const _${setting}: string | number | boolean | undefined = config.settings.${setting};`,
    ),
    ...some(({ secrets }) => secrets.map((secret) => secret.name)).map(
      (secret, index) => `const secret${index}: string | undefined = config.secrets[${quoted(secret)}]?.text();`,
    ),
    ...some(({ buckets }) => buckets.map((bucket) => bucket.name)).map(
      (bucket, index) => `const bucket${index}: string | undefined = config.buckets[${quoted(bucket)}];`,
    ),
    ...some(({ calls }) => calls.map(({ service }) => service)).map(
      (callee, index) =>
        `const call${index} = () => config.upstreams[${quoted(callee)}]?.fetch("/", { method: "POST", body: "{}" });`,
    ),
    ...some(({ publishes }) => publishes.map(({ topic }) => topic)).map(
      (topic) => `send({ topic: ${quoted(topic)}, value: "1" });`,
    ),
    ...some(({ consumes }) => consumes.map(({ topic }) => topic)).map(
      (topic, index) => `const read${index}: string | undefined = config.kafka?.groups?.[${quoted(topic)}];`,
    ),
    ...(versions.some(({ database }) => database)
      ? [
          "const database = config.database;",
          'const mode: "verify-full" | undefined = database?.sslmode;',
          "const hosts: (string | undefined)[] = [database?.host, database?.readHost, database?.poolHost];",
          "const numbers: (number | undefined)[] = [database?.port, database?.poolSize];",
          "const files: (Buffer | undefined)[] = [database?.password.bytes(), database?.ca.bytes()];",
        ]
      : []),
  ];
  const publishes = versions.some((service) => service.publishes.length > 0);
  const used = [...uses.join("\n").matchAll(/^const (\w+)/gm)].map(([, variable]) => variable);
  return [
    `import { health, loadConfig, metrics, ${publishes ? "publisher, " : ""}shutdown } from "./${name}.ts";`,
    "const config = loadConfig();",
    ...(publishes
      ? [
          "const sent: string[] = [];",
          "const send = publisher((message: { topic: string; value: string }) => sent.push(message.topic));",
        ]
      : []),
    ...uses,
    `void [${used.join(", ")}];`,
    "const asText = (_: string, value: unknown) =>",
    '  typeof value === "object" && value !== null && "text" in value && typeof value.text === "function" ? value.text() : value;',
    `process.stdout.write(JSON.stringify({ config, health, metrics, shutdown${publishes ? ", sent" : ""} }, asText));`,
    "",
  ].join("\n");
}

/** One wrong use a line, none of which the spec gives the service in any environment. */
function trespasserOf(sample: (typeof samples)[number], name: string): readonly string[] {
  const versions = versionsOf(sample, name);
  const called = namesIn(versions.map(({ calls }) => calls.map(({ service }) => service)));
  const written = namesIn(versions.map(({ publishes }) => publishes.map(({ topic }) => topic)));
  const read = namesIn(versions.map(({ consumes }) => consumes.map(({ topic }) => topic)));
  const topics = [...(sample.platform?.environments[0]?.topics.map((topic) => topic.name) ?? []), "no.such-topic"];
  return [
    ...[...sample.names, "no-such-service"]
      .filter((callee) => !called.includes(callee))
      .map((callee) => `void config.upstreams[${quoted(callee)}];`),
    ...topics
      .filter((topic) => !written.includes(topic))
      .flatMap((topic) => [
        `void (${quoted(topic)} satisfies contract.PublishedTopic);`,
        `contract.publisher((message: { topic: string }) => message)({ topic: ${quoted(topic)} });`,
      ]),
    ...topics
      .filter((topic) => !read.includes(topic))
      .flatMap((topic) => [
        `void (${quoted(topic)} satisfies contract.ConsumedTopic);`,
        `void config.kafka.groups[${quoted(topic)}];`,
      ]),
    ...(versions.some(({ database }) => database) ? [] : ["void config.database;"]),
    'void config.secrets["no-such-secret"];',
    'void config.buckets["no-such-bucket"];',
    "void config.settings.NO_SUCH_SETTING;",
    "config.port = 1;",
  ];
}

describe.each(samples)("contracts of $entry", (sample) => {
  const consumers = sample.names.map(
    (name) => [`${name}.consumer.ts`, consumerOf(name, versionsOf(sample, name))] as const,
  );

  test("there is one for each service, as TypeScript and as JSON", () => {
    const expected = sample.names.flatMap((name) => [`${name}.json`, `${name}.ts`]);
    expect([...sample.contracts.keys()].toSorted()).toEqual([...expected, "contract.schema.json"].toSorted());
  });

  test("compile under strict TypeScript, each with a consumer that uses all that the spec gives the service", () => {
    withFolder([...sample.contracts, ...consumers], (folder) => expect([...compileErrors(folder)]).toEqual([]));
  });

  test("what a service did not declare does not compile: upstreams, topics either way, databases, secrets, buckets, settings", () => {
    const trespassers = sample.names.map((name) => [`${name}.trespasser.ts`, trespasserOf(sample, name)] as const);
    const head = (name: string) =>
      `import * as contract from "./${name.replace(".trespasser", "")}"; const config = contract.loadConfig();`;
    const texts = trespassers.map(([file, lines]) => [file, [head(file), ...lines].join("\n")] as const);
    withFolder([...sample.contracts, ...texts], (folder) => {
      const expected = trespassers.flatMap(([file, lines]) => lines.map((_, index) => `${file}:${index + 2}`));
      expect(expected.length).toBeGreaterThan(50);
      expect([...compileErrors(folder).keys()].toSorted()).toEqual(expected.toSorted());
    });
  });

  test("law 3: every container that the Deployments start can read its contract, and finds in it all that it is told", () => {
    let containers = 0;
    withFolder([...sample.contracts, ...consumers, ["package.json", '{ "type": "module" }']], (folder) => {
      for (const environment of sample.environments) {
        for (const { name } of environment.environment.services) {
          const found = containerOf(environment, name);
          const env = mountedBelow(found, join(folder, environment.environment.name, name));
          const { stdout, stderr, status } = runNode(join(folder, `${name}.consumer.ts`), env);
          expect({ name, status, stderr }).toEqual({ name, status: 0, stderr: "" });
          const said = JSON.parse(stdout);
          const { container, pod } = found;

          // What the kubelet and Prometheus ask is what the contract promises.
          expect(said.config.port).toBe(
            container.ports.find((one: { name: string }) => one.name === "http").containerPort,
          );
          expect(said.health.ready).toContain(container.readinessProbe.httpGet.path);
          expect(said.health.live).toContain(container.livenessProbe.httpGet.path);
          expect(said.health.live).toContain(container.startupProbe.httpGet.path);
          const drain = container.lifecycle?.preStop.sleep.seconds ?? 0;
          expect(said.shutdown.timeoutMs / 1000 + drain).toBeLessThanOrEqual(pod.terminationGracePeriodSeconds);
          expect(said.metrics).toEqual(expect.arrayContaining(scrapedOf(environment, name, container.ports)));

          // Nothing that the ConfigMap or a volume holds is left out, but what the runtime itself reads.
          const leaves = new Set(leavesOf(said.config));
          const runtimes = ["NODE_OPTIONS", "JAVA_TOOL_OPTIONS", "GOMEMLIMIT"];
          const untold = Object.entries(found.env).filter(
            ([variable, value]) => !runtimes.includes(variable) && !leaves.has(found.files.get(value) ?? value),
          );
          expect({ name, untold }).toEqual({ name, untold: [] });
          expect([...found.files.values()].filter((content) => !leaves.has(content))).toEqual([]);
          containers++;
        }
      }
    });
    expect(containers).toBeGreaterThanOrEqual(10);
  });
});

test("a container as the objects describe it has variables and files", () => {
  const [finflow] = samples;
  const prod = finflow?.environments.find(({ environment }) => environment.name === "prod");
  if (prod === undefined) throw new Error("no prod");
  const { env, files } = containerOf(prod, "payments-service");
  expect(env).toMatchObject({ PORT: "8080", DATABASE_SSLMODE: "verify-full" });
  expect([...files.keys()].toSorted()).toEqual(
    [
      ...["ca.crt", "dbname", "host", "password", "pool-host", "port", "read-host", "username"].map(
        (key) => `/etc/database/${key}`,
      ),
      ...["ca.crt", "user.crt", "user.key"].map((key) => `/etc/kafka/${key}`),
      "/etc/secrets/stripe-api-key",
      "/etc/secrets/stripe-webhook-secret",
    ].toSorted(),
  );
});

/** Path and port of a service's ServiceMonitor; no port where it is that of HTTP. */
function scrapedOf(
  { units }: (typeof samples)[number]["environments"][number],
  name: string,
  ports: readonly { name: string; containerPort: number }[],
) {
  // biome-ignore lint/suspicious/noExplicitAny: a test that reads a wrong field fails
  const monitors: any[] = units
    .filter((unit) => unit.name === name)
    .flatMap(({ objects }) => objects.filter(({ kind }) => kind === "ServiceMonitor"));
  return monitors.flatMap(({ spec }) =>
    spec.endpoints.map(({ path, port }: { path: string; port: string }) => ({
      path,
      ...(port !== "http" && { port: ports.find((one) => one.name === port)?.containerPort }),
    })),
  );
}

function leavesOf(value: unknown): string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(leavesOf);
  return [String(value)];
}
