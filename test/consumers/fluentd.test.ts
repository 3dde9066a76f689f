import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fluentdConfig } from "../../src/resources/logging/fluentd-config.ts";
import { FLUENTD_FILTER } from "../../src/resources/logging/fluentd-filter.ts";
import { type Directive, parseFluentd } from "./fluentd-grammar.ts";
import { findTool } from "./judge.ts";

const COMPONENT = { name: "fluentd", namespace: "node-agents", owner: "crew" };
const CONFIG = fluentdConfig(COMPONENT, "/etc/elasticsearch");

const allIn = (directives: readonly Directive[]): readonly Directive[] =>
  directives.flatMap((directive) => [directive, ...allIn(directive.directives)]);

describe("Fluentd's configuration", () => {
  const all = allIn(parseFluentd(CONFIG));
  const ofType = (type: string) => all.find(({ parameters }) => parameters["@type"] === type);

  test("is one by the grammar, and every plugin knows its parameters", () => {
    expect(all.length).toBeGreaterThan(15);
  });

  test("control: a misspelt parameter, plugin, nesting or end is seen", () => {
    const broken = (from: string, to: string) => () => {
      expect(CONFIG).toContain(from);
      parseFluentd(CONFIG.replace(from, to));
    };
    expect(broken("pos_file ", "posfile ")).toThrow("has no parameter posfile");
    expect(broken("@type tail", "@type tails")).toThrow("there is no <source> of type tails");
    expect(broken("</parse>", "")).toThrow("closes <parse>");
    expect(broken("<buffer>", "<buffers>")).toThrow("cannot stand in <match>");
    expect(broken('separator ""', 'separator "')).toThrow("quote");
    expect(broken("overflow_action block", "overflow_action block\n      overflow_action block")).toThrow("twice");
  });

  test("every label that something is sent to is there, and every one that is there is sent to", () => {
    const labels = all.filter(({ name }) => name === "label").map(({ argument }) => argument);
    const named = all.flatMap(({ parameters }) =>
      [parameters["@label"], parameters.timeout_label].filter((label) => label !== undefined),
    );
    // Fluentd sends there by itself what an output refuses.
    expect(new Set([...named, "@ERROR"])).toEqual(new Set(labels));
  });

  test("every plugin has an id of its own, since the metrics are told apart by it", () => {
    const ids = all
      .filter(({ name }) => /^(?:source|filter|match)$/.test(name))
      .map(({ parameters }) => parameters["@id"]);
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("Elasticsearch is asked for its certificate, and the buffer is bounded and outlives the pod", () => {
    expect(ofType("elasticsearch")?.parameters).toMatchObject({ scheme: "https", ssl_verify: "true" });
    expect(ofType("elasticsearch")?.parameters.ca_file).toBe("/etc/elasticsearch/ca.crt");
    expect(ofType("file")?.parameters).toMatchObject({ overflow_action: "block", retry_forever: "true" });
    expect(ofType("file")?.parameters.total_limit_size).toContain("BUFFER_BYTES");
  });

  test("lines are blanked before anything else sees them whole", () => {
    const whole = parseFluentd(CONFIG).find(({ argument }) => argument === "@WHOLE");
    expect(whole?.directives[0]?.parameters["@type"]).toBe("container_log");
  });
});

/**
 * Fluentd itself, with the plugins of the image: no registry that the tools come from has it, so this runs where somebody
 * has put `fluentd` on the PATH (`gem install` of the image's Gemfile).
 */
const fluentd = findTool("fluentd");

describe.skipIf(fluentd === undefined)("Fluentd itself", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "finflow-fluentd-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const pathOf = (...parts: string[]) => join(folder, ...parts);
  const environment = { ...process.env, K8S_NODE_NAME: "node-1", BUFFER_BYTES: String(2 ** 28) };
  const argumentsOf = (...more: string[]) => ["-c", pathOf("fluent.conf"), "-p", folder, ...more];
  const secret = "4111 1111 1111 1111";

  /** The configuration, with its folders below one of ours and Elasticsearch on the loopback. */
  function write(port: number): void {
    for (const part of ["var/log/containers", "var/lib/fluentd", "etc"]) mkdirSync(pathOf(part), { recursive: true });
    const config = fluentdConfig(COMPONENT, pathOf("etc"))
      .replaceAll("/var/log", pathOf("var/log"))
      .replaceAll("/var/lib", pathOf("var/lib"))
      .replace(/(?<=host )elasticsearch-\S+/, "localhost")
      .replace("port 9200", `port ${port}`)
      .replace(/bind 0\.0\.0\.0\n {2}port \d+/, "bind 127.0.0.1\n  port 24999");
    writeFileSync(pathOf("fluent.conf"), config);
    writeFileSync(pathOf("filter_container_log.rb"), FLUENTD_FILTER);
    writeFileSync(pathOf("etc/username"), "fluentd\n");
    writeFileSync(pathOf("etc/password"), "s3cret\n");
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const files = ["-keyout", pathOf("key.pem"), "-out", pathOf("etc/ca.crt")];
    execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...subject, ...files], {
      stdio: "ignore",
    });
  }

  test("takes the configuration in a dry run, and refuses a wrong one", { timeout: 120_000 }, () => {
    write(9200);
    const run = () =>
      execFileSync(fluentd ?? "", argumentsOf("--dry-run"), { env: environment, encoding: "utf8", stdio: "pipe" });
    const said = run();
    expect(said).toContain("finished dry run mode");
    expect(said).not.toMatch(/"level":"(?:warn|error)"|is not used/);
    writeFileSync(pathOf("fluent.conf"), readFileSync(pathOf("fluent.conf"), "utf8").replace("@type cri", "@type crI"));
    expect(run).toThrow();
  });

  test("carries lines from files to Elasticsearch: whole, blanked, with their place", {
    timeout: 120_000,
  }, async () => {
    const documents: Record<string, unknown>[] = [];
    const operations: unknown[] = [];
    write(0);
    const server = createServer(
      { key: readFileSync(pathOf("key.pem")), cert: readFileSync(pathOf("etc/ca.crt")) },
      (request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk) => chunks.push(chunk));
        request.on("end", () => {
          const body = Buffer.concat(chunks);
          const lines = (request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body)
            .toString()
            .split("\n")
            .filter(Boolean)
            .map((line) => JSON.parse(line));
          response.setHeader("x-elastic-product", "Elasticsearch").setHeader("content-type", "application/json");
          expect(request.headers.authorization).toBe(`Basic ${Buffer.from("fluentd:s3cret").toString("base64")}`);
          operations.push(...lines.filter((_, index) => index % 2 === 0));
          documents.push(...lines.filter((_, index) => index % 2 === 1));
          const items = lines.filter((_, index) => index % 2 === 0).map(() => ({ create: { status: 201 } }));
          response.end(JSON.stringify({ took: 1, errors: false, items }));
        });
      },
    ).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const config = readFileSync(pathOf("fluent.conf"), "utf8").replace("port 0", `port ${port}`);
    writeFileSync(pathOf("fluent.conf"), config);

    const time = "2026-11-23T22:40:00.123456789Z";
    const id = "a".repeat(64);
    const lines = [
      `${time} stdout F ${JSON.stringify({ level: "WARN", msg: `paid ${secret}`, order: 42 })}`,
      `${time} stderr F plain token=abc`,
      `${time} stdout P cut in 4111 1111`,
      `${time} stdout F  1111 1111 by containerd`,
    ];
    writeFileSync(pathOf("var/log/containers", `web-5d4f_shop_web-${id}.log`), `${lines.join("\n")}\n`);
    writeFileSync(
      pathOf("var/log/containers", `fluentd-x_node-agents_fluentd-${id}.log`),
      `${time} stdout F its own line\n`,
    );
    const running = spawn(fluentd ?? "", argumentsOf("--no-supervisor"), { env: environment, stdio: "ignore" });
    for (let second = 0; second < 60 && documents.length < 3; second++) await delay(1000);
    running.kill("SIGTERM");
    await once(running, "exit");
    server.close();

    const place = { namespace: "shop", pod: "web-5d4f", container: "web", service: "web", node: "node-1" };
    expect(documents.map(({ "@timestamp": _, ...document }) => document)).toEqual([
      {
        ...place,
        message: "paid [REDACTED]",
        level: "warn",
        json: { level: "WARN", msg: "paid [REDACTED]", order: 42 },
      },
      { ...place, message: "plain token=[REDACTED]" },
      { ...place, message: "cut in [REDACTED] by containerd" },
    ]);
    expect(Date.parse(String(documents[0]?.["@timestamp"]))).toBe(Date.parse("2026-11-23T22:40:00.123Z"));
    expect(operations).toEqual(
      documents.map(() => ({ create: { _index: "logs-containers-default", _id: expect.any(String) } })),
    );
  });
});
