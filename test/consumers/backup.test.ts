import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished } from "vitest";
import { BACKUP_SESSION } from "../../src/naming/backups.ts";
import { databaseUnitOf, restoreDrillOf } from "../../src/naming/names.ts";
import type { KubernetesObject } from "../../src/resources/desired.ts";
import { tester } from "../tester.ts";
import { backupJudge, type Container, type Outcome, type Rig, startRig } from "./backup-rig.ts";
import { testWith, toolJudge } from "./judge.ts";

/** Hostile where the spec takes any text: shell, psql and SQL have to take it as data (law 9). */
const BALANCED = "SELECT sum(amount) = 0 FROM ledger -- it's $(fine) `here` :service \\! false";
const parts = {
  services: {
    books: { database: { size: "1Gi", assertions: [BALANCED, "SELECT count(*) > 2 FROM ledger"] } },
  },
};

const objects = [...tester.objects(parts, "platform"), ...tester.objects(parts, databaseUnitOf("books"))];
// biome-ignore lint/suspicious/noExplicitAny: a test that reads a wrong field fails
const find = (kind: string, name: string): any =>
  objects.find((object: KubernetesObject) => object.kind === kind && object.metadata.name === name);
const data = (name: string): Readonly<Record<string, string>> => find("ConfigMap", name).data;
const { passwd = "", ...scripts } = data("databases-backup-scripts");
const settings = data("databases-backup");

/** The containers of both CronJobs by name. */
const containers = new Map<string, Container>(
  objects
    .filter(({ kind }) => kind === "CronJob")
    // biome-ignore lint/suspicious/noExplicitAny: as above
    .map((object: any) => object.spec.jobTemplate.spec.template.spec)
    .flatMap(({ initContainers, containers }) => [...initContainers, ...containers])
    .map((container) => [container.name, container]),
);

const LEDGER = `
  CREATE EXTENSION hstore;
  CREATE TABLE ledger (id int PRIMARY KEY, amount numeric NOT NULL, note text);
  CREATE INDEX ON ledger (note);
  INSERT INTO ledger SELECT n, CASE WHEN n % 2 = 0 THEN 5 ELSE -5 END, md5(n::text) FROM generate_series(1, 20000) n;
  CREATE SCHEMA "Odd ""Schema""";
  CREATE TABLE "Odd ""Schema"""."two
lines" (LIKE ledger);
  CREATE TABLE events (at date NOT NULL, what text) PARTITION BY RANGE (at);
  CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
  INSERT INTO events VALUES ('2026-02-03', 'begun');
  CREATE TABLE parent (id int); CREATE TABLE child () INHERITS (parent);
  INSERT INTO parent VALUES (1); INSERT INTO child VALUES (2);
  CREATE MATERIALIZED VIEW totals AS SELECT sum(amount) FROM ledger;
`;

const bucket = settings.BUCKET ?? "";
let rig: Rig;
let scriptsFolder: string;
const copies = (): readonly string[] =>
  (rig.aws("s3", "ls", "--recursive", `s3://${bucket}/databases/books/`).match(/\S+$/gm) ?? []).toSorted();

/** What a pod has beside its work; each test changes what it is about. */
interface Pod {
  readonly work: string;
  readonly connection?: Readonly<Record<string, string>>;
  readonly assertions?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
}

function start(name: string, { work, connection, assertions, variables }: Pod) {
  const container = containers.get(name);
  if (container === undefined) throw new Error(`no container ${name}`);
  const mounts = {
    "/work": work,
    "/scripts": scriptsFolder,
    "/etc/database": rig.folder({ ...rig.connection, ...connection }),
    "/assertions": rig.folder(assertions ?? data(restoreDrillOf("books"))),
  };
  return rig.start(container, mounts, { ...settings, ...variables });
}

const step = (name: string, pod: Pod): Promise<Outcome> => start(name, pod).outcome;

async function succeed(work: string, ...names: readonly string[]): Promise<void> {
  for (const name of names) expect(await step(name, { work }), name).toMatchObject({ status: 0, stderr: "" });
}

/** What a pod has once a copy is fetched, without the way over the bucket. */
async function fetched(): Promise<string> {
  const work = rig.folder({ source: "databases/books/20261123T021500Z" });
  await succeed(work, "dump");
  return work;
}

/** One line, and its words. */
function expectFailure({ status, stderr }: Outcome, ...words: readonly (string | RegExp)[]): void {
  expect(status).toBe(1);
  expect(stderr).toMatch(/^books: [^\n]+; look at [^\n]+\n$/);
  for (const word of words) expect(stderr).toMatch(word);
}

/** A program that runs instead of another one, which it may call. */
function replaced(tool: string, script: string): Readonly<Record<string, string>> {
  const folder = rig.folder();
  const real = execFileSync("which", [tool], { env: { PATH: rig.path }, encoding: "utf8" }).trim();
  writeFileSync(join(folder, tool), `#!/usr/bin/env bash\nreal=${real}\n${script}\n`, { mode: 0o755 });
  return { PATH: `${folder}:${rig.path}` };
}

/** The certificate of an authority that has signed nothing here. */
function otherAuthority(): string {
  const args = [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-keyout",
    "/dev/null",
  ];
  return execFileSync("openssl", [...args, "-subj", "/CN=other"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}

/** A volume that is soon full. */
function smallVolume(size: string): string {
  const volume = rig.folder();
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size},mode=0777`, "tmpfs", volume]);
  onTestFinished(() => void execFileSync("umount", ["--lazy", volume]));
  return volume;
}

describe("the scripts of the ConfigMap", () => {
  testWith(toolJudge("shellcheck"), "shellcheck has nothing to say, not even about style", () => {
    const folder = mkdtempSync(join(tmpdir(), "finflow-scripts-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const files = Object.keys(scripts).filter((name) => name.endsWith(".sh"));
    for (const name of files) writeFileSync(join(folder, name), scripts[name] ?? "");
    expect(files).toHaveLength(6);
    execFileSync("shellcheck", ["--severity=style", "--external-sources", ...files], { cwd: folder });
  });
});

describe("a backup and its drill", () => {
  beforeAll(async () => {
    if (!backupJudge.isThere) return;
    rig = await startRig(passwd, bucket);
    scriptsFolder = rig.folder(scripts);
    await rig.sql(LEDGER);
  }, 120_000);
  beforeEach(() => void rig?.aws("s3", "rm", "--recursive", "--only-show-errors", `s3://${bucket}`));
  afterAll(() => rig?.stop());

  testWith(backupJudge, "the copy is whole, encrypted with the platform's key, and restored as it was", async () => {
    await succeed(rig.folder(), "dump", "upload");
    const [checksums = "", dump = "", manifest = "", ...others] = copies();
    expect(others).toEqual([]);
    expect(checksums).toMatch(/^databases\/books\/\d{8}T\d{6}Z\/SHA256SUMS$/);
    expect([dump, manifest].map((key) => key.split("/").at(-1))).toEqual(["database.dump", "manifest.jsonl"]);
    for (const key of [checksums, dump, manifest]) {
      const head = JSON.parse(rig.aws("s3api", "head-object", "--bucket", bucket, "--key", key));
      expect(head).toMatchObject({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: settings.KMS_KEY });
    }
    const lines = rig.aws("s3", "cp", `s3://${bucket}/${manifest}`, "-").trim().split("\n");
    const [first, ...tables] = lines.map((line) => JSON.parse(line));
    expect(first).toMatchObject({ service: "books", taken: dump.split("/")[2] });
    expect(tables).toEqual([
      { table: '"Odd ""Schema"""."two\nlines"', rows: 0 },
      { table: "public.child", rows: 1 },
      { table: "public.events_2026", rows: 1 },
      { table: "public.ledger", rows: 20_000 },
      { table: "public.parent", rows: 1 },
    ]);

    const work = rig.folder();
    await succeed(work, "fetch", "restore", "record");
    const [record = ""] = rig.aws("s3", "ls", "--recursive", `s3://${bucket}/drills/books/`).match(/\S+\.json$/m) ?? [];
    expect(JSON.parse(rig.aws("s3", "cp", `s3://${bucket}/${record}`, "-"))).toMatchObject({
      service: "books",
      copy: dump.replace(/\/[^/]+$/, ""),
      tables: 5,
      assertions: 2,
    });
    expect(existsSync(join(work, "data", "postmaster.pid"))).toBe(false);
  });

  testWith(backupJudge, "what is written while the dump is taken is in neither dump nor manifest", async () => {
    const work = rig.folder();
    const write = `psql -qc "INSERT INTO child VALUES (3), (4)" && exec $real "$@"`;
    expect(await step("dump", { work, variables: replaced("pg_dump", write) })).toMatchObject({ status: 0 });
    expect(await rig.sql("SELECT count(*) FROM ONLY child")).toBe("3\n");
    await rig.sql("DELETE FROM child WHERE id > 2");
    expect(readFileSync(join(work, "copy", "manifest.jsonl"), "utf8")).toContain('"public.child", "rows" : 1}');
    await succeed(work, "upload");
    await succeed(rig.folder(), "fetch", "restore");
  });

  testWith(
    backupJudge,
    "the server knows its sessions by the name that the alert of old transactions leaves out",
    async () => {
      const work = rig.folder();
      const ask = (condition: string) =>
        `psql -Atqc "SELECT application_name FROM pg_stat_activity WHERE ${condition}"`;
      const until = (condition: string) => `until ${ask(condition)} | grep -q .; do sleep 0.05; done`;
      const watched = [
        'PGAPPNAME=blocker psql -qc "BEGIN; LOCK TABLE child; SELECT pg_sleep(60)" >/dev/null 2>&1 &',
        until("wait_event = 'PgSleep'"),
        '"$real" "$@" & dump=$!',
        until("wait_event_type = 'Lock'"),
        `${ask("usename = 'app' AND application_name <> 'blocker' AND pid <> pg_backend_pid()")} >"$WORK/sessions"`,
        `psql -qc "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'blocker'" >/dev/null`,
        "wait $dump",
      ];
      const variables = replaced("pg_dump", watched.join("\n"));
      expect(await step("dump", { work, variables })).toMatchObject({ status: 0 });
      expect(readFileSync(join(work, "sessions"), "utf8")).toBe(`${BACKUP_SESSION}\n${BACKUP_SESSION}\n`);
    },
  );

  testWith(backupJudge, "a database that cannot be reached, trusted or read fails the dump", async () => {
    const work = rig.folder();
    const dump = (connection: Pod["connection"]) => step("dump", { work, connection });
    expectFailure(await dump({ port: "1" }), "app at localhost:1 cannot be dumped", "Connection refused");
    expectFailure(await dump({ password: "other" }), "password authentication failed");
    expectFailure(await dump({ "ca.crt": otherAuthority() }), "certificate verify failed");
    // The same server by a name that its certificate does not have.
    expectFailure(await dump({ host: "127.0.0.1" }), 'does not match host name "127.0.0.1"');
    await rig.sql("REVOKE SELECT ON parent FROM app");
    const unreadable = await dump({});
    await rig.sql("GRANT SELECT ON parent TO app");
    expectFailure(unreadable, "permission denied for table parent");
    expect(existsSync(join(work, "copy", "SHA256SUMS"))).toBe(false);
  });

  testWith(backupJudge, "a dump that is cut off, holds nothing or does not fit is none", async () => {
    const truncated = replaced("pg_dump", '$real "$@" && truncate --size=-1000 "$DUMP"');
    expectFailure(await step("dump", { work: rig.folder(), variables: truncated }), "the dump cannot be read back");
    const nothing = replaced("pg_dump", ': >"$DUMP"');
    expectFailure(await step("dump", { work: rig.folder(), variables: nothing }), "the dump has 0 bytes, fewer than");
    expectFailure(await step("dump", { work: smallVolume("256k") }), "No space left on device", "the volume at");
  });

  testWith(backupJudge, "a copy that changed before it is stored, or cannot be stored, is none", async () => {
    const work = rig.folder();
    await succeed(work, "dump");
    const upload = (variables: Pod["variables"]) => step("upload", { work, variables });
    expectFailure(
      await upload({ BUCKET: "no-such-bucket" }),
      "cannot be stored as s3://no-such-bucket/",
      "NoSuchBucket",
    );
    // What arrives is not what was sent.
    const lossy = replaced(
      "aws",
      'if [[ "$*" == *"database.dump s3://"* ]]; then : >database.dump; fi; exec $real "$@"',
    );
    expectFailure(await upload(lossy), "/database.dump is not what was sent");
    expectFailure(await upload({}), "the copy is not what was dumped", "database.dump: FAILED");
    expect(copies().filter((key) => key.endsWith("SHA256SUMS"))).toEqual([]);
  });

  testWith(backupJudge, "one that is killed before its end leaves nothing that a drill would take", async () => {
    const work = rig.folder();
    await succeed(work, "dump");
    const stuck = replaced(
      "aws",
      `if [[ "$*" == *"SHA256SUMS s3://"* ]]; then touch ${work}/stuck; sleep 600; fi; exec $real "$@"`,
    );
    const { outcome, kill } = start("upload", { work, variables: stuck });
    for (let attempt = 0; attempt < 600 && !existsSync(join(work, "stuck")); attempt++) await setTimeout(50);
    kill();
    expect(await outcome).toMatchObject({ status: null });
    expect(copies()).toHaveLength(2);
    expectFailure(
      await step("fetch", { work: rig.folder() }),
      `no complete copy below s3://${bucket}/databases/books/`,
    );
    await succeed(work, "upload");
    await succeed(rig.folder(), "fetch");
  });

  testWith(backupJudge, "the newest complete copy is fetched, of this service alone", async () => {
    const work = rig.folder();
    await succeed(work, "dump", "upload");
    const [checksums = ""] = copies();
    const at = (time: string, file: string) => checksums.replace(/[^/]+\/[^/]+$/, `${time}/${file}`);
    for (const older of ["19990101T000000Z", "20000101T000000Z"])
      rig.aws("s3", "cp", "--quiet", `s3://${bucket}/${checksums}`, `s3://${bucket}/${at(older, "SHA256SUMS")}`);
    rig.aws(
      "s3",
      "cp",
      "--quiet",
      `s3://${bucket}/${checksums}`,
      `s3://${bucket}/${at("29990101T000000Z", "database.dump")}`,
    );
    rig.aws(
      "s3",
      "cp",
      "--quiet",
      `s3://${bucket}/${checksums}`,
      `s3://${bucket}/databases/books-2/29990101T000000Z/SHA256SUMS`,
    );
    const fetched = await step("fetch", { work: rig.folder() });
    expect(fetched).toMatchObject({
      status: 0,
      stdout: `fetched s3://${bucket}/${checksums.replace("/SHA256SUMS", "")}\n`,
    });
  });

  testWith(backupJudge, "a copy that is missing, damaged, incomplete or too large fails the drill", async () => {
    const fetch = (pod: Partial<Pod> = {}) => step("fetch", { work: rig.folder(), ...pod });
    expectFailure(await fetch(), "there is no complete copy");
    expectFailure(
      await fetch({ variables: { BUCKET: "no-such-bucket" } }),
      "the copies cannot be listed",
      "NoSuchBucket",
    );
    await succeed(rig.folder(), "dump", "upload");
    expectFailure(await fetch({ work: smallVolume("256k") }), "No space left on device");
    const [, dump = "", manifest = ""] = copies();
    rig.aws("s3", "cp", "--quiet", `s3://${bucket}/${manifest}`, `s3://${bucket}/${dump}`);
    expectFailure(await fetch(), "is damaged", "database.dump: FAILED");
    rig.aws("s3", "rm", "--quiet", `s3://${bucket}/${dump}`);
    expectFailure(await fetch(), "database.dump cannot be fetched", "404");
  });

  testWith(backupJudge, "a copy that cannot be restored as it was dumped fails the drill", async () => {
    const dumped = await fetched();
    const restore = (change: (copy: string) => void, work = rig.folder()) => {
      execFileSync("cp", ["-rp", join(dumped, "copy"), join(dumped, "source"), work]);
      change(join(work, "copy"));
      return step("restore", { work });
    };
    const edit = (from: string | RegExp, to: string) => (copy: string) => {
      const manifest = join(copy, "manifest.jsonl");
      const text = readFileSync(manifest, "utf8");
      expect(text).toMatch(from);
      writeFileSync(manifest, text.replace(from, to));
    };
    expectFailure(
      await restore((copy) => truncateSync(join(copy, "database.dump"), 5000)),
      "the copy cannot be restored",
    );
    expectFailure(
      await restore(edit(/"rows" : 20000/, '"rows" : 20001')),
      '"rows" : 20000}, dumped',
      '"rows" : 20001}',
    );
    expectFailure(await restore(edit(/.*public\.child.*\n/, "")), "5 tables were restored of 4");
    expectFailure(await restore(edit(/\n.*/s, "\n")), "the copy holds no table");
    expectFailure(await restore(() => {}, smallVolume("40m")), /No space left on device|Check free disk space/);
  });

  testWith(
    backupJudge,
    "an assertion that is false, null or no single query fails the drill, and changes nothing",
    async () => {
      const work = await fetched();
      const assert = async (query: string) => {
        rmSync(join(work, "data"), { recursive: true, force: true });
        return step("restore", { work, assertions: { "1.sql": query } });
      };
      const query = "SELECT sum(amount) = 1 FROM ledger";
      expectFailure(await assert(query), `the assertion (${query}) does not hold`, "it is false or null");
      expectFailure(await assert("SELECT NULL::boolean"), "it is false or null");
      expectFailure(await assert("SELECT true FROM ledger"), "more than one row");
      expectFailure(await assert("SELECT 1"), "must be type boolean");
      expectFailure(
        await assert("SELECT true) IS TRUE; DROP TABLE ledger; SELECT (true"),
        "DROP TABLE in a read-only transaction",
      );
      expectFailure(await assert(`\\! touch ${work}/touched`), "syntax error");
      expect(existsSync(join(work, "touched"))).toBe(false);
      expect(existsSync(join(work, "record.json"))).toBe(false);
    },
  );

  testWith(backupJudge, "a success that cannot be recorded is none", async () => {
    const work = rig.folder({ "record.json": "{}" });
    expectFailure(
      await step("record", { work, variables: { BUCKET: "no-such-bucket" } }),
      "record.json cannot be stored",
    );
  });
});
