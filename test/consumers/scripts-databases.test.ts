import { execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from "vitest";
import { databaseBackupOf, databaseUnitOf, restoreDrillOf } from "../../src/naming/names.ts";
import type { KubernetesObject } from "../../src/resources/desired.ts";
import { tester } from "../tester.ts";
import {
  type Container,
  type Outcome,
  type Rig,
  backupJudge as rigJudge,
  type Started,
  startRig,
} from "./backup-rig.ts";
import { findTool, type Judge, testWith } from "./judge.ts";
import { scriptsCheckout } from "./scripts-checkout.ts";

const STAND_INS = join(import.meta.dirname, "scripts");
const parts = { services: { books: { database: { size: "1Gi" } }, web: {} } };
const objects = [...tester.objects(parts, "platform"), ...tester.objects(parts, databaseUnitOf("books"))];
// biome-ignore lint/suspicious/noExplicitAny: a test that reads a wrong field fails
const find = (kind: string, name: string): any =>
  objects.find((object: KubernetesObject) => object.kind === kind && object.metadata.name === name);
const { passwd = "", ...podScripts } = find("ConfigMap", "databases-backup-scripts").data;
const settings = find("ConfigMap", "databases-backup").data;
const bucket: string = settings.BUCKET;

const LEDGER = `
  CREATE EXTENSION IF NOT EXISTS hstore;
  CREATE TABLE ledger (id int PRIMARY KEY, amount numeric NOT NULL, note text, tags hstore);
  COMMENT ON TABLE ledger IS 'it''s kept';
  CREATE INDEX ON ledger (note);
  INSERT INTO ledger SELECT n, 5, md5(n::text), 'a=>b' FROM generate_series(1, 5000) n;
  CREATE SCHEMA "Odd ""Schema""";
  CREATE TABLE "Odd ""Schema"""."two
lines" (id serial, at date);
  CREATE FUNCTION total() RETURNS numeric LANGUAGE sql AS 'SELECT sum(amount) FROM public.ledger';
  CREATE VIEW rich AS SELECT * FROM ledger WHERE amount > 1;
`;

const backupJudge: Judge = {
  ...rigJudge,
  name: `${rigJudge.name}, and jq`,
  isThere: rigJudge.isThere && findTool("jq") !== undefined,
};

let rig: Rig;
let checkout = "";
let scriptsFolder = "";
let environment: NodeJS.ProcessEnv = {};
let world = "";
let cluster: { readonly stop: () => Promise<void> } | undefined;

/** What a test changes of the pods of Jobs whose names start so. */
let variables: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
/** Between the end of the containers and that of the Job. */
let beforeEnd: () => void = () => {};

const calls = (): readonly string[] =>
  readFileSync(join(world, "calls"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).argv.join(" "));
const read = (file: string) => JSON.parse(readFileSync(join(world, file), "utf8"));
const jobs = (): readonly string[] => readdirSync(join(world, "jobs")).filter((name) => /\d$/.test(name));
const keys = (prefix: string): readonly string[] =>
  (rig.aws("s3", "ls", "--recursive", `s3://${bucket}`).match(/\S+$/gm) ?? [])
    .filter((key) => key.startsWith(prefix))
    .toSorted();

/** Runs what is created below `jobs`, one container after the other, until a test is over. */
function startCluster() {
  let isOver = false;
  const running: Started[] = [];
  const runJob = async (name: string): Promise<void> => {
    const file = join(world, "jobs", name);
    const { initContainers, containers } = JSON.parse(readFileSync(file, "utf8")).spec.template.spec;
    writeFileSync(`${file}.start`, new Date().toISOString().replace(/\.\d+/, ""));
    const mounts = {
      "/work": rig.folder(),
      "/scripts": scriptsFolder,
      "/etc/database": rig.folder(rig.connection),
      "/assertions": rig.folder(),
    };
    const own = Object.entries(variables).find(([prefix]) => name.startsWith(prefix))?.[1];
    let log = "";
    let end = "Complete";
    for (const container of [...initContainers, ...containers] as Container[]) {
      const started = rig.start(container, mounts, { ...settings, ...own });
      running.push(started);
      const watch = setInterval(() => existsSync(`${file}.delete`) && kill(started), 50);
      const { status, stdout, stderr } = await started.outcome;
      clearInterval(watch);
      running.splice(running.indexOf(started), 1);
      log += stdout + stderr;
      if (status !== 0) {
        end = "Failed";
        break;
      }
    }
    if (end === "Complete") beforeEnd();
    writeFileSync(`${file}.log`, log);
    writeFileSync(`${file}.end`, end);
  };
  const seen = new Set<string>();
  const all: Promise<void>[] = [];
  const loop = (async () => {
    while (!isOver) {
      for (const name of jobs().filter((one) => !seen.has(one))) {
        seen.add(name);
        all.push(runJob(name));
      }
      await setTimeout(50);
    }
  })();
  return {
    stop: async () => {
      isOver = true;
      await loop;
      for (const started of running) kill(started);
      await Promise.all(all);
    },
  };
}

function kill(started: Started): void {
  try {
    started.kill();
  } catch {
    // It is over already.
  }
}

/** A script of the checkout as a process of its own. */
function start(script: string, ...args: readonly string[]) {
  const program = join(checkout, "generated/scripts", script);
  const child = spawn(program, ["--env", "prod", "--interval", "0.1", ...args], {
    cwd: "/",
    env: { ...environment, WORLD: world, TMPDIR: join(world, "tmp") },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const outcome = new Promise<Outcome & { readonly signal: string | null }>((resolve) => {
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("close", (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
  return { outcome, signal: (name: NodeJS.Signals) => process.kill(child.pid ?? 0, name) };
}

const run = (script: string, ...args: readonly string[]) => start(script, ...args).outcome;

async function until(condition: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 3600 && !condition(); attempt++) await setTimeout(50);
  expect(condition()).toBe(true);
}

/** A program of a pod that runs instead of another one, which it may call. */
function replaced(tool: string, script: string): Readonly<Record<string, string>> {
  const folder = rig.folder();
  const real = rig.path
    .split(":")
    .map((place) => join(place, tool))
    .find((path) => existsSync(path));
  writeFileSync(join(folder, tool), `#!/usr/bin/env bash\nreal=${real}\n${script}\n`, { mode: 0o755 });
  return { PATH: `${folder}:${rig.path}` };
}

/** What the database holds, and not how. */
const contents = () =>
  rig.sql("SELECT count(*), total(), (SELECT count(*) FROM rich), obj_description('ledger'::regclass) FROM ledger");

const keepFor = (...prefixes: readonly string[]) => {
  const Rules = prefixes.map((Prefix) => ({
    ID: Prefix,
    Status: "Enabled",
    Filter: { Prefix },
    Expiration: { Days: 30 },
  }));
  rig.aws(
    "s3api",
    "put-bucket-lifecycle-configuration",
    "--bucket",
    bucket,
    "--lifecycle-configuration",
    JSON.stringify({ Rules }),
  );
};

/** A copy as it is taken every night, and what the service has written since then. */
async function copyAndChange(): Promise<string> {
  expect(await run("backup.sh", "--only", "databases")).toMatchObject({ status: 0 });
  const [copy = ""] = keys("databases/books/").map((key) => key.split("/")[2]);
  rmSync(join(world, "calls"));
  await rig.sql(
    "DELETE FROM ledger WHERE id > 10; CREATE TABLE newer (id int); DROP VIEW rich; CREATE VIEW rich AS SELECT 1",
  );
  // Copies have names of a second.
  await setTimeout(1100);
  return copy;
}

const restore = (...args: readonly string[]) => ["--service", "books", ...args] as const;
const LIVE = restore("--into", "live", "--confirm", "prod/books");

describe("backup.sh and restore.sh with a real PostgreSQL and an S3", () => {
  beforeAll(async () => {
    if (!backupJudge.isThere) return;
    rig = await startRig(passwd, bucket);
    scriptsFolder = rig.folder(podScripts);
    checkout = scriptsCheckout();
    const bin = join(checkout, ".stand-ins");
    mkdirSync(bin);
    symlinkSync(join(STAND_INS, "cluster"), join(bin, "kubectl"));
    symlinkSync(join(STAND_INS, "cloud"), join(bin, "aws"));
    const { stdout } = await rig.start({ command: ["env"], env: [] }, {}).outcome;
    const own = Object.fromEntries(
      stdout.split("\n").flatMap((line) => (/^AWS_/.test(line) ? [line.split(/=(.*)/s).slice(0, 2)] : [])),
    );
    environment = { ...own, HOME: "/root", PATH: `${bin}:${rig.path}`, REAL_AWS: findTool("aws") };
    rig.aws("s3", "mb", "s3://shop-prod-terraform-state-333333333333");
    rig.aws(
      "s3",
      "cp",
      "--quiet",
      join(STAND_INS, "cloud"),
      "s3://shop-prod-terraform-state-333333333333/shop/prod/terraform.tfstate",
    );
  }, 120_000);
  afterAll(() => {
    rig?.stop();
    rmSync(checkout, { recursive: true, force: true });
  });

  beforeEach(async () => {
    if (!backupJudge.isThere) return;
    world = mkdtempSync(join(tmpdir(), "finflow-world-"));
    for (const folder of ["jobs", "cronjobs", "tmp"]) mkdirSync(join(world, folder));
    for (const name of [databaseBackupOf("books"), restoreDrillOf("books")])
      writeFileSync(join(world, "cronjobs", name), JSON.stringify(find("CronJob", name)));
    const deployment = {
      metadata: { generation: 1 },
      spec: { replicas: 3 },
      status: { observedGeneration: 1, availableReplicas: 3 },
    };
    writeFileSync(join(world, "deployment"), JSON.stringify(deployment));
    writeFileSync(join(world, "application"), JSON.stringify({ metadata: {} }));
    variables = {};
    beforeEnd = () => {};
    rig.aws("s3", "rm", "--recursive", "--only-show-errors", `s3://${bucket}`);
    keepFor("databases/", "configuration/");
    await rig.sql(`DROP OWNED BY CURRENT_USER; ${LEDGER}`);
    cluster = startCluster();
  });
  afterEach(async () => {
    await cluster?.stop();
    // Whatever happened, a script leaves no file of its own, but where it was killed.
    if (world !== "" && !existsSync(join(world, "killed"))) expect(readdirSync(join(world, "tmp"))).toEqual([]);
    if (world !== "") rmSync(world, { recursive: true });
  });

  testWith(
    backupJudge,
    "backup.sh takes and checks copies, and stores the configuration without a secret's value",
    async () => {
      const { status, stderr } = await run("backup.sh");
      expect([status, stderr]).toEqual([
        0,
        expect.stringMatching(/books: s3:\S+\/databases\/books\/\d{8}T\d{6}Z\nconfiguration: s3:/),
      ]);
      expect(keys("databases/books/")).toHaveLength(3);
      const stored = keys("configuration/");
      expect(stored.map((key) => basename(key))).toEqual([
        "SHA256SUMS",
        "applications.json",
        "cluster.json",
        "manifest.json",
        "projects.json",
        "secrets-manager.json",
        "secrets.json",
        "terraform-state.json",
        "volumes.json",
        "workloads.json",
      ]);
      for (const key of stored) {
        expect(JSON.parse(rig.aws("s3api", "head-object", "--bucket", bucket, "--key", key))).toMatchObject({
          ServerSideEncryption: "aws:kms",
          SSEKMSKeyId: settings.KMS_KEY,
        });
        expect(rig.aws("s3", "cp", `s3://${bucket}/${key}`, "-")).not.toMatch(/hunter2|aHVudGVyMg/);
      }
      const [folder = ""] = stored.map((key) => key.replace(/[^/]+$/, ""));
      const secrets = JSON.parse(rig.aws("s3", "cp", `s3://${bucket}/${folder}secrets.json`, "-"));
      expect(secrets).toMatchObject([{ name: "books-secrets", keys: ["api-key"] }]);
      const local = rig.folder();
      rig.aws("s3", "cp", "--quiet", "--recursive", `s3://${bucket}/${folder}`, local);
      const sums = execFileSync("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: local, encoding: "utf8" });
      expect(sums.match(/: OK$/gm)).toHaveLength(9);
      // No secret, and no password of the database, was ever an argument.
      expect(calls().join("\n")).not.toMatch(/hunter2|aHVudGVyMg/);
      for (const call of calls()) expect(call).not.toContain(rig.connection.password);
    },
  );

  testWith(
    backupJudge,
    "what no rule deletes, a copy that changed since, and one that did not arrive: status 5",
    async () => {
      keepFor("databases/");
      expect(await run("backup.sh", "--only", "configuration")).toMatchObject({
        status: 5,
        stderr: expect.stringContaining("says how long configuration/ is kept"),
      });
      beforeEnd = () => {
        const [, dump = "", manifest = ""] = keys("databases/books/");
        rig.aws("s3", "cp", "--quiet", `s3://${bucket}/${manifest}`, `s3://${bucket}/${dump}`);
      };
      expect(await run("backup.sh", "--only", "databases")).toMatchObject({
        status: 5,
        stderr: expect.stringMatching(/database\.dump is not encrypted[\s\S]*database\.dump is not what was dumped/),
      });
      await setTimeout(1100);
      beforeEnd = () => rig.aws("s3", "rm", "--quiet", "--recursive", `s3://${bucket}/databases/`);
      expect(await run("backup.sh", "--only", "databases")).toMatchObject({
        status: 5,
        stderr: expect.stringContaining("the newest copy is none"),
      });
    },
  );

  testWith(backupJudge, "a Job that fails: status 1, with what it said", async () => {
    variables = { "books-db-backup-": { BUCKET: "no-such-bucket" } };
    expect(await run("backup.sh", "--only", "databases")).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/the Job books-db-backup-\d+ failed: [\s\S]*NoSuchBucket[\s\S]*1 copies failed/),
    });
  });

  testWith(backupJudge, "a Job that runs already is waited for, and none is started beside it", async () => {
    const flag = join(rig.folder(), "go-on");
    variables = {
      "books-db-backup-": replaced("pg_dump", `until [[ -e ${flag} ]]; do sleep 0.1; done; exec $real "$@"`),
    };
    const first = start("backup.sh", "--only", "databases");
    await until(() => jobs().length === 1);
    const second = start("backup.sh", "--only", "databases", "--service", "books");
    await until(() => calls().filter((call) => call.includes(" get job ")).length > 4);
    writeFileSync(flag, "");
    expect(await first.outcome).toMatchObject({ status: 0 });
    expect(await second.outcome).toMatchObject({ status: 0, stderr: expect.stringContaining("runs already") });
    expect(jobs()).toHaveLength(1);
  });

  testWith(
    backupJudge,
    "killed or ended in the middle, it leaves nothing that looks complete; the next run does",
    async () => {
      for (const [signal, status] of [
        ["SIGKILL", null],
        ["SIGTERM", 143],
      ] as const) {
        writeFileSync(
          join(world, "aws"),
          `if [[ "$line" == *"--sse aws:kms "*SHA256SUMS* ]]; then : >"$WORLD/stuck"; sleep 2; exit 1; fi\n`,
        );
        const script = start("backup.sh", "--only", "configuration");
        await until(() => existsSync(join(world, "stuck")));
        script.signal(signal);
        expect(await script.outcome).toMatchObject({ status });
        expect(keys("configuration/").length).toBeGreaterThan(5);
        expect(keys("configuration/").filter((key) => key.endsWith("SHA256SUMS"))).toEqual([]);
        rmSync(join(world, "stuck"));
        rmSync(join(world, "aws"));
        if (signal === "SIGTERM") expect(readdirSync(join(world, "tmp"))).toHaveLength(1);
      }
      writeFileSync(join(world, "killed"), "");
      expect(await run("backup.sh", "--only", "configuration")).toMatchObject({ status: 0 });
    },
  );

  testWith(backupJudge, "--dry-run and wrong options start nothing and store nothing", async () => {
    expect(await run("backup.sh", "--dry-run")).toMatchObject({ status: 0 });
    expect(await run("backup.sh", "--service", "web")).toMatchObject({ status: 2 });
    expect(await run("backup.sh", "--only", "half")).toMatchObject({ status: 2 });
    expect([jobs(), keys("")]).toEqual([[], []]);
  });

  testWith(
    backupJudge,
    "restore.sh brings the live database back to the copy, and the service runs again",
    async () => {
      const before = await contents();
      const copy = await copyAndChange();
      const { status, stderr } = await run("restore.sh", ...LIVE);
      expect([status, stderr]).toEqual([
        0,
        expect.stringContaining(`books runs again, with what its database held at ${copy}`),
      ]);
      expect(await contents()).toBe(before);
      expect(await rig.sql("SELECT to_regclass('newer') IS NULL")).toBe("t\n");
      expect(stderr).toContain("public.ledger: 5000 rows");

      const changes = calls()
        .map((call) => call.replace(/^.*?--request-timeout=60s /, "").replaceAll(/\d{10}/g, "TIME"))
        .filter((call) => /^(--namespace \S+ )?(annotate|scale|create|delete)/.test(call) && !call.includes("dry-run"));
      expect(changes).toEqual([
        "--namespace shop-prod annotate deployment books finflow.io/replicas-before-restore=3 --overwrite",
        "--namespace argocd annotate applications.argoproj.io shop-prod-books argocd.argoproj.io/skip-reconcile=true --overwrite",
        "--namespace shop-prod scale deployment books --replicas=0",
        "--namespace shop-prod create job books-db-backup-TIME --from=cronjob/books-db-backup",
        "--namespace shop-prod create -f -",
        "--namespace shop-prod scale deployment books --replicas=3",
        "--namespace argocd annotate applications.argoproj.io shop-prod-books argocd.argoproj.io/skip-reconcile-",
        "--namespace shop-prod annotate deployment books finflow.io/replicas-before-restore-",
      ]);
      // What was there before the restore can be brought back in the same way.
      expect(new Set(keys("databases/books/").map((key) => key.split("/")[2])).size).toBe(2);
      const job = read(`jobs/${jobs().find((name) => name.includes("-db-restore-"))}`);
      expect(job.metadata.ownerReferences).toBeUndefined();
      expect(job.spec.backoffLimit).toBe(0);
      expect(read("deployment")).toMatchObject({ metadata: { annotations: {} }, spec: { replicas: 3 } });
      expect(read("application")).toEqual({ metadata: { annotations: {} } });
    },
  );

  testWith(
    backupJudge,
    "a copy that is not what its manifest says changes nothing: status 1, and the service runs again",
    async () => {
      const copy = await copyAndChange();
      const changed = await contents();
      const local = rig.folder();
      const at = `s3://${bucket}/databases/books/${copy}`;
      rig.aws("s3", "cp", "--quiet", "--recursive", at, local);
      const manifest = join(local, "manifest.jsonl");
      writeFileSync(manifest, readFileSync(manifest, "utf8").replace('"rows" : 5000', '"rows" : 5001'));
      const sums = execFileSync("sha256sum", ["database.dump", "manifest.jsonl"], { cwd: local });
      writeFileSync(join(local, "SHA256SUMS"), sums);
      rig.aws("s3", "cp", "--quiet", "--recursive", local, at);
      expect(await run("restore.sh", ...LIVE, "--copy", copy)).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/"rows" : 5000}, dumped [\s\S]*"rows" : 5001}[\s\S]*is as it was before/),
      });
      expect(await contents()).toBe(changed);
      expect(read("deployment").spec.replicas).toBe(3);
      expect(read("application")).toEqual({ metadata: { annotations: {} } });
      // It is over, so it stays to be looked at.
      expect(calls().some((call) => call.includes("delete job"))).toBe(false);

      rig.aws("s3", "cp", "--quiet", `${at}/manifest.jsonl`, `${at}/database.dump`);
      expect(await run("restore.sh", ...LIVE, "--no-safety-copy", "--copy", copy)).toMatchObject({
        status: 1,
        stderr: expect.stringContaining("is damaged"),
      });
      rig.aws("s3", "cp", "--quiet", `${at}/SHA256SUMS`, `${at}/manifest.jsonl`);
      expect(await run("restore.sh", ...LIVE, "--no-safety-copy", "--copy", copy)).toMatchObject({ status: 3 });
      expect(await contents()).toBe(changed);
    },
  );

  testWith(backupJudge, "while others are connected nothing is replaced", async () => {
    await copyAndChange();
    const changed = await contents();
    const variable = replaced(
      "pg_restore",
      `if [[ "$*" == *--list* ]]; then
         PGAPPNAME=migration setsid psql -qc "SELECT pg_sleep(300)" </dev/null >/dev/null 2>&1 3>&- &
         until psql -Atqc "SELECT 'there' FROM pg_stat_activity WHERE wait_event = 'PgSleep'" | grep -q there; do sleep 0.1; done
       fi
       exec $real "$@"`,
    );
    variables = { "books-db-restore-": variable };
    expect(await run("restore.sh", ...LIVE, "--no-safety-copy")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("others are still connected as app: migration"),
    });
    await rig.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'migration'");
    expect(await contents()).toBe(changed);
  });

  testWith(
    backupJudge,
    "ended in the middle of the transaction, all is as before and the service runs again",
    async () => {
      await copyAndChange();
      const changed = await contents();
      const flag = join(rig.folder(), "half");
      // Sends half of what it has, and stays.
      const half = replaced(
        "pg_restore",
        `if [[ "$*" == *--list* ]]; then exec $real "$@"; fi; $real "$@" | head --bytes=150000; touch ${flag}; sleep 600`,
      );
      variables = { "books-db-restore-": half };
      const script = start("restore.sh", ...LIVE, "--no-safety-copy");
      await until(() => existsSync(flag));
      script.signal("SIGTERM");
      expect(await script.outcome).toMatchObject({ status: 143 });
      expect(calls().some((call) => /delete job books-db-restore-\d+/.test(call))).toBe(true);
      expect(await contents()).toBe(changed);
      expect(read("deployment").spec.replicas).toBe(3);
      expect(read("application")).toEqual({ metadata: { annotations: {} } });
    },
  );

  testWith(
    backupJudge,
    "killed, it leaves the service stopped and says how many there were; --resume starts it, not beside the Job",
    async () => {
      const before = await contents();
      await copyAndChange();
      const changed = await contents();
      const flag = join(rig.folder(), "half");
      variables = {
        "books-db-restore-": replaced(
          "pg_restore",
          `if [[ "$*" == *--list* ]]; then exec $real "$@"; fi; touch ${flag}; sleep 600`,
        ),
      };
      const script = start("restore.sh", ...LIVE, "--no-safety-copy");
      await until(() => existsSync(flag));
      script.signal("SIGKILL");
      expect(await script.outcome).toMatchObject({ signal: "SIGKILL" });
      writeFileSync(join(world, "killed"), "");
      expect(read("deployment")).toMatchObject({
        metadata: { annotations: { "finflow.io/replicas-before-restore": "3" } },
        spec: { replicas: 0 },
      });
      for (const args of [restore("--resume"), LIVE])
        expect(await run("restore.sh", ...args)).toMatchObject({
          status: 3,
          stderr: expect.stringContaining("still restores"),
        });
      const [name = ""] = jobs().filter((job) => job.includes("-db-restore-"));
      writeFileSync(join(world, "jobs", `${name}.delete`), "");
      await until(() => existsSync(join(world, "jobs", `${name}.end`)));
      expect(await contents()).toBe(changed);
      expect(await run("restore.sh", ...restore("--resume", "--dry-run"))).toMatchObject({ status: 0 });
      expect(read("deployment").spec.replicas).toBe(0);
      expect(await run("restore.sh", ...restore("--resume"))).toMatchObject({ status: 0 });
      expect(read("deployment")).toMatchObject({ metadata: { annotations: {} }, spec: { replicas: 3 } });
      // And the restore itself can be started again.
      variables = {};
      await setTimeout(1100);
      expect(await run("restore.sh", ...LIVE)).toMatchObject({ status: 0 });
      expect(await contents()).toBe(before);
    },
  );

  testWith(backupJudge, "not confirmed, unknown copies and services, --dry-run: nothing is changed", async () => {
    await copyAndChange();
    const changed = await contents();
    for (const [status, ...args] of [
      [4, "--into", "live"],
      [4, "--into", "live", "--confirm", "prod"],
      [0, "--into", "live", "--dry-run"],
      [0, "--into", "scratch", "--dry-run"],
      [3, "--into", "scratch", "--copy", "19990101T000000Z"],
      [2, "--into", "live", "--copy", "../other"],
      [2, "--into", "live", "--list"],
      [2],
    ] as const)
      expect(await run("restore.sh", ...restore(...args)), args.join(" ")).toMatchObject({ status });
    expect(await run("restore.sh", "--service", "web", "--list")).toMatchObject({ status: 2 });
    expect(jobs()).toHaveLength(1);
    expect(await contents()).toBe(changed);
    expect(read("deployment").spec.replicas).toBe(3);
  });

  testWith(backupJudge, "a safety copy that cannot be taken leaves all as it is", async () => {
    await copyAndChange();
    const changed = await contents();
    variables = { "books-db-backup-": { BUCKET: "no-such-bucket" } };
    expect(await run("restore.sh", ...LIVE)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("--no-safety-copy"),
    });
    expect(await contents()).toBe(changed);
    expect(read("deployment").spec.replicas).toBe(3);
    expect(jobs().filter((job) => job.includes("-db-restore-"))).toEqual([]);
  });

  testWith(backupJudge, "the copy that is named is proven in a scratch server, and is listed", async () => {
    const copy = await copyAndChange();
    await run("backup.sh", "--only", "databases");
    const { stdout } = await run("restore.sh", ...restore("--list"));
    expect(stdout.trim().split("\n")).toEqual([copy, expect.stringMatching(/^\d{8}T\d{6}Z$/)]);
    const changed = await contents();
    expect(await run("restore.sh", ...restore("--into", "scratch", "--copy", copy))).toMatchObject({ status: 0 });
    const [record = ""] = keys("drills/books/");
    expect(JSON.parse(rig.aws("s3", "cp", `s3://${bucket}/${record}`, "-"))).toMatchObject({
      copy: `databases/books/${copy}`,
      tables: 2,
    });
    expect(await contents()).toBe(changed);
    expect(read("deployment").spec.replicas).toBe(3);
    const at = `s3://${bucket}/databases/books/${copy}`;
    rig.aws("s3", "cp", "--quiet", `${at}/manifest.jsonl`, `${at}/database.dump`);
    await setTimeout(1100);
    expect(await run("restore.sh", ...restore("--into", "scratch", "--copy", copy))).toMatchObject({ status: 5 });
  });
});
