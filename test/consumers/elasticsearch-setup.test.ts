import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { SETUP_SCRIPT } from "../../src/resources/logging/setup-script.ts";
import { tester } from "../tester.ts";
import { findTool, testWith, toolJudge } from "./judge.ts";

const curl = toolJudge("curl");
const PASSWORD = "a1B2c3";
let folder = "";
const pathOf = (name: string) => join(folder, name);

/** What Elasticsearch answers to a method and path; the rest is 200. */
type Answers = Readonly<Record<string, { readonly status: number; readonly body?: string }>>;

interface Run {
  readonly status: number | null;
  readonly said: string;
  readonly requests: readonly string[];
  readonly bodies: Readonly<Record<string, unknown>>;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "finflow-setup-"));
  const { data } = tester.object(
    { services: {}, environment: { logging: { dailyVolume: "90Gi", retention: "14d", storage: "2000Gi" } } },
    "logging",
    "ConfigMap",
    "elasticsearch-setup",
  );
  for (const [name, text] of Object.entries<string>(data)) writeFileSync(pathOf(name), text);
  writeFileSync(pathOf("username"), "setup");
  writeFileSync(pathOf("password"), PASSWORD);
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const files = ["-keyout", pathOf("key.pem"), "-out", pathOf("ca.crt")];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...subject, ...files], {
    stdio: "ignore",
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The script as the Job runs it, against a server that writes down what it is asked. */
async function run(answers: Answers, variables: Readonly<Record<string, string>> = {}): Promise<Run> {
  const requests: string[] = [];
  const bodies: Record<string, unknown> = {};
  const server = createServer({ key: readFileSync(pathOf("key.pem")), cert: readFileSync(pathOf("ca.crt")) });
  server.on("request", (request, response) => {
    const name = `${request.method} ${request.url?.split("?")[0]}`;
    requests.push(name);
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      if (chunks.length > 0) bodies[name] = JSON.parse(Buffer.concat(chunks).toString());
      const isUser = request.headers.authorization === `Basic ${btoa(`setup:${PASSWORD}`)}`;
      const { status, body = "{}" } = isUser ? (answers[name] ?? { status: 200 }) : { status: 401, body: "who?" };
      response.writeHead(status).end(body);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const child = spawn("bash", [pathOf("setup.sh")], {
    env: {
      PATH: process.env.PATH,
      ELASTICSEARCH_URL: `https://localhost:${port}`,
      CREDENTIALS: folder,
      SETTINGS: folder,
      STREAM: "logs-containers-default",
      REPOSITORY: "log-snapshots",
      POLICY: "daily",
      ATTEMPTS: "3",
      PAUSE: "0",
      ...variables,
    },
  });
  let said = "";
  child.stdout.on("data", (chunk) => (said += chunk));
  child.stderr.on("data", (chunk) => (said += chunk));
  const [status] = await once(child, "close");
  server.close();
  return { status, said, requests, bodies };
}

const HEALTH = "GET /_cluster/health";
const GET_STREAM = "GET /_data_stream/logs-containers-default";
const PUT_STREAM = "PUT /_data_stream/logs-containers-default";
const SETTINGS = [
  "PUT /_ilm/policy/logs-containers-default",
  "PUT /_index_template/logs-containers-default",
  "PUT /_snapshot/log-snapshots",
  "PUT /_slm/policy/daily",
];

describe("the script that sets Elasticsearch up", () => {
  testWith(toolJudge("shellcheck"), "has nothing that shellcheck would say", () => {
    const found = execFileSync(findTool("shellcheck") ?? "", ["--severity=style", "-"], {
      input: SETUP_SCRIPT,
      encoding: "utf8",
    });
    expect(found).toBe("");
  });

  testWith(curl, "puts every setting in order, and makes the data stream after its template", async () => {
    const { status, said, requests, bodies } = await run({ [GET_STREAM]: { status: 404 } });
    expect(said).toContain("setup: done");
    expect(status).toBe(0);
    expect(requests).toEqual([HEALTH, ...SETTINGS.slice(0, 2), GET_STREAM, PUT_STREAM, ...SETTINGS.slice(2)]);
    expect(Object.keys(bodies)).toEqual(SETTINGS);
    expect(bodies[SETTINGS[2] ?? ""]).toEqual({
      type: "s3",
      settings: { bucket: "shop-prod-log-snapshots-333333333333", base_path: "elasticsearch" },
    });
  });

  testWith(curl, "run again it asks for the same, and leaves the data stream alone", async () => {
    const { status, requests } = await run({});
    expect(status).toBe(0);
    expect(requests).toEqual([HEALTH, ...SETTINGS.slice(0, 2), GET_STREAM, ...SETTINGS.slice(2)]);
  });

  testWith(curl, "waits for Elasticsearch, but not for ever", async () => {
    const { status, said, requests } = await run({ [HEALTH]: { status: 503, body: "no master" } });
    expect(status).toBe(1);
    expect(said).toContain("setup: Elasticsearch is not ready, it answered 503: no master");
    expect(requests).toEqual([HEALTH, HEALTH, HEALTH]);
  });

  testWith(curl, "ends at the first setting that is refused, with the reason", async () => {
    for (const refused of [...SETTINGS, PUT_STREAM]) {
      const { status, said, requests } = await run({
        [GET_STREAM]: { status: 404 },
        [refused]: { status: 400, body: "bucket does not exist" },
      });
      expect(status, refused).toBe(1);
      expect(said).toContain(`setup: ${refused} was answered 400: bucket does not exist`);
      expect(requests.at(-1)).toBe(refused);
    }
  });

  testWith(curl, "a data stream that cannot be asked for is not made", async () => {
    const { status, said, requests } = await run({ [GET_STREAM]: { status: 500, body: "broken" } });
    expect(status).toBe(1);
    expect(said).toContain("was answered 500: broken");
    expect(requests).not.toContain(PUT_STREAM);
  });

  testWith(curl, "a wrong user, another authority and a missing password are said", async () => {
    const refused = await run({}, { CREDENTIALS: mkdtempSync(join(folder, "empty-")) });
    expect([refused.status, refused.requests]).toEqual([1, []]);
    expect(refused.said).toContain("no password in");

    const other = mkdtempSync(join(folder, "other-"));
    for (const name of ["username", "password", "ca.crt"]) writeFileSync(join(other, name), readFileSync(pathOf(name)));
    writeFileSync(join(other, "password"), "wrong");
    const wrong = await run({}, { CREDENTIALS: other });
    expect(wrong.status).toBe(1);
    expect(wrong.said).toContain("it answered 401: who?");

    writeFileSync(join(other, "ca.crt"), "");
    const unknown = await run({}, { CREDENTIALS: other });
    expect([unknown.status, unknown.requests]).toEqual([1, []]);
    expect(unknown.said).toMatch(/it answered 000/);
  });

  testWith(curl, "the password is no argument of a process, where others could read it", async () => {
    const bin = mkdtempSync(join(folder, "bin-"));
    const seen = join(bin, "seen");
    const script = `#!/bin/sh\nprintf '%s\\n' "$@" >>${seen}\nexec ${findTool("curl")} "$@"\n`;
    writeFileSync(join(bin, "curl"), script, { mode: 0o755 });
    const { status } = await run({}, { PATH: `${bin}:${process.env.PATH}` });
    expect(status).toBe(0);
    expect(readFileSync(seen, "utf8")).toContain("--request");
    expect(readFileSync(seen, "utf8")).not.toContain(PASSWORD);
  });
});
