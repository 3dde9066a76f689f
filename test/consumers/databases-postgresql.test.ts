import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { type SpecParts, tester } from "../tester.ts";
import { testWith } from "./judge.ts";
import { certificateFor, type Outcome, type Pod, type PodRig, podJudge, startPods, type Values } from "./pod-rig.ts";

// biome-ignore lint/suspicious/noExplicitAny: fields of an object under test
type Entry = any;

const extensions = ["pgcrypto", "citext"];
const parts: SpecParts = {
  services: { web: { database: { size: "10Gi", extensions } } },
  environment: { tier: "nonprod", database: { engine: "statefulset" } },
};
const HOSTS = ["web-db", "web-db-read", "web-db-pool"];
const PASSWORDS = { app: "app-0123456789", admin: "admin-0123456789", exporter: "exporter-0123456789" };
const FOLDER = join(tmpdir(), "finflow-postgresql-");

const found = tester.objects(parts, "databases/web");
const named = (kind: string, name: string): Entry =>
  found.find((object) => object.kind === kind && object.metadata.name === name);
const podOf = (kind: string, name: string) => named(kind, name).spec.template.spec;

/** What External Secrets makes of a template. */
const secret = (name: string, password: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries<string>(named("ExternalSecret", name).spec.target.template.data).map(([key, value]) => [
      key,
      value.replace("{{ .password }}", password),
    ]),
  );

const certificate = podJudge.isThere
  ? certificateFor(named("Certificate", "web-db-server").spec.dnsNames)
  : { "ca.crt": "", "tls.crt": "", "tls.key": "" };
const values: Values = {
  "web-database": secret("web-database", PASSWORDS.app),
  "web-db-admin": secret("web-db-admin", PASSWORDS.admin),
  "web-db-exporter": secret("web-db-exporter", PASSWORDS.exporter),
  "web-db-ca": { "ca.crt": certificate["ca.crt"] },
  "web-db-server": certificate,
  "web-db": named("ConfigMap", "web-db").data,
  "web-db-prepare": named("ConfigMap", "web-db-prepare").data,
};

describe("PostgreSQL itself", () => {
  let rig: PodRig;
  let server: Pod;
  let client: Pod;
  let process: ChildProcess;
  let folder: string;
  const log = () => readFileSync(join(folder, "log"), "utf8");

  beforeAll(async () => {
    if (!podJudge.isThere) return;
    folder = mkdtempSync(FOLDER);
    rig = startPods(HOSTS);
    const spec = podOf("StatefulSet", "web-db");
    const [container] = spec.containers;
    // The image's entry point does the same, with a user that it adds for `initdb` alone.
    server = rig.pod("server", spec, values, true);
    const data = container.env.find(({ name }: Entry) => name === "PGDATA").value;
    const init = `initdb --pgdata=${data} --username=postgres --pwfile=/etc/admin/password $POSTGRES_INITDB_ARGS --no-sync`;
    succeeds(server.run(["bash", "-c", `${init} --locale=C.UTF-8`]));
    process = server.start(container.args, join(folder, "log"));
    client = rig.pod("client", podOf("Job", "web-db-prepare"), values);
    // The kubelet starts it beside the entry point, so without its user.
    const probe = rig.pod("probe", spec, values);
    for (let attempt = 0; attempt < 100; attempt++) {
      if (probe.run(container.readinessProbe.exec.command).status === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(log());
  }, 60_000);

  afterAll(async () => {
    if (process?.kill("SIGQUIT")) await once(process, "exit");
    rig?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  /** Runs SQL as a client of the contract: host, password and authority from the files. */
  const psql = (user: string, password: string, sql: string, variables: Readonly<Record<string, string>> = {}) =>
    client.run(["psql", "--no-psqlrc", "-qAt", "-v", "ON_ERROR_STOP=1", "-c", sql], {
      PGHOST: "web-db",
      PGDATABASE: "app",
      PGUSER: user,
      PGPASSWORD: password,
      PGSSLMODE: "verify-full",
      PGSSLROOTCERT: "/etc/database/ca.crt",
      ...variables,
    });
  const asApp = (sql: string) => psql("app", PASSWORDS.app, sql);
  const asExporter = (sql: string) => psql("exporter", PASSWORDS.exporter, sql);
  const asAdmin = (sql: string) => psql("postgres", PASSWORDS.admin, sql, { PGDATABASE: "postgres" });
  const command = podOf("Job", "web-db-prepare").containers[0].command;

  testWith(podJudge, "starts with the StatefulSet's configuration, and answers with TLS under each name", () => {
    for (const PGHOST of HOSTS) {
      const { stdout } = psql("postgres", PASSWORDS.admin, "SHOW ssl", { PGHOST, PGDATABASE: "postgres" });
      expect(stdout).toBe("on\n");
    }
    const settings = ["max_connections", "shared_buffers", "log_min_duration_statement", "data_checksums"];
    const shown = settings.map((setting) => asAdmin(`SHOW ${setting}`).stdout.trim());
    expect(shown).toEqual(["100", "128MB", "1s", "on"]);
  });

  testWith(podJudge, "refuses connections without TLS, other names and wrong passwords", () => {
    const connect = (variables: Readonly<Record<string, string>>) =>
      psql("postgres", PASSWORDS.admin, "SELECT 1", { PGDATABASE: "postgres", ...variables });
    expect(fails(connect({ PGSSLMODE: "disable" }))).toContain("no encryption");
    expect(fails(connect({ PGHOST: "localhost" }))).toContain("does not match host name");
    expect(fails(connect({ PGPASSWORD: "wrong" }))).toContain("password authentication failed");
  });

  testWith(podJudge, "control: refuses a key that others may read", () => {
    const pod = rig.pod("careless", { ...podOf("StatefulSet", "web-db") }, values, true);
    const spec = structuredClone(podOf("StatefulSet", "web-db"));
    spec.volumes.find(({ name }: Entry) => name === "certificate").secret.defaultMode = 0o444;
    const careless = rig.pod("more-careless", spec, values, true);
    const start = [
      "bash",
      "-c",
      "initdb --pgdata=$PGDATA -U postgres --no-sync >/dev/null && exec timeout 2 postgres -c config_file=/etc/postgresql/postgresql.conf -c port=5433",
    ];
    expect(fails(careless.run(start))).toContain("has group or world access");
    // With the mode of ours it is the end of its two seconds that stops it.
    expect(pod.run(start)).toMatchObject({ status: 124 });
  });

  testWith(podJudge, "is prepared twice in a row, and no log knows a password", () => {
    for (const _ of [1, 2]) succeeds(client.run(command));
    succeeds(asApp("SELECT 1"));
    for (const password of Object.values(PASSWORDS)) expect(log()).not.toContain(password);
  });

  testWith(podJudge, "lets the service do with its database what it wants, and nothing beyond", () => {
    succeeds(asApp("CREATE TABLE books (id int); CREATE SCHEMA more; DROP SCHEMA more"));
    expect(asApp("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1").stdout).toBe(
      `${extensions.toSorted().join("\n")}\n`,
    );
    const attributes = "rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls";
    expect(asApp(`SELECT ${attributes} FROM pg_roles WHERE rolname IN ('app', 'exporter')`).stdout).toBe(
      "f|f|f|f|f\nf|f|f|f|f\n",
    );
    expect(fails(asApp("CREATE ROLE friend"))).toContain("permission denied");
    expect(fails(asApp("SELECT pg_read_file('/etc/passwd')"))).toContain("permission denied");
  });

  testWith(podJudge, "lets the exporter see statistics, and no data", () => {
    succeeds(asApp("CREATE TABLE IF NOT EXISTS money (id int)"));
    expect(asExporter("SELECT count(*) > 0 FROM pg_stat_activity WHERE query IS NOT NULL").stdout).toBe("t\n");
    expect(asExporter("SELECT pg_database_size('app') > 0").stdout).toBe("t\n");
    expect(fails(asExporter("SELECT * FROM money"))).toContain("permission denied");
    expect(fails(asExporter("CREATE TABLE mine (id int)"))).toContain("permission denied");
  });

  testWith(
    podJudge,
    "RDS: is prepared by an administrator who is no superuser, whatever the names and passwords",
    () => {
      const hostile = { dbname: `a "b" 'c' $d`, username: `o"w'n\\er`, password: `p'a"s\\s $(x) \`y\` %` };
      succeeds(
        asAdmin(
          "CREATE ROLE master LOGIN CREATEROLE CREATEDB PASSWORD 'm'; GRANT pg_monitor TO master WITH ADMIN OPTION",
        ),
      );
      const pod = rig.pod("rds", podOf("Job", "web-db-prepare"), {
        ...values,
        "web-database": { ...values["web-database"], ...hostile },
        "web-db-admin": { ...values["web-db-admin"], username: "master", password: "m" },
        "web-db-exporter": { username: "watcher", password: hostile.password },
      });
      for (const _ of [1, 2]) succeeds(pod.run(command));
      const asOwner = { PGDATABASE: hostile.dbname };
      succeeds(psql(hostile.username, hostile.password, "CREATE TABLE mine (id int)", asOwner));
      succeeds(psql("watcher", hostile.password, "SELECT count(*) FROM pg_stat_activity", asOwner));
      expect(psql(hostile.username, hostile.password, "SELECT count(*) FROM pg_extension", asOwner).stdout).toBe("3\n");
    },
  );

  testWith(podJudge, "RDS: takes over the database that Terraform made, and a password that was rotated", () => {
    succeeds(asAdmin("CREATE DATABASE taken OWNER master"));
    const prepared = (password: string, name: string) =>
      rig
        .pod(name, podOf("Job", "web-db-prepare"), {
          ...values,
          "web-database": { ...values["web-database"], dbname: "taken", username: "taker", password },
          "web-db-admin": { ...values["web-db-admin"], username: "master", password: "m" },
          "web-db-exporter": { username: "watcher", password: "w" },
        })
        .run(command);
    succeeds(prepared("first", "taken-first"));
    succeeds(psql("taker", "first", "CREATE TABLE mine (id int)", { PGDATABASE: "taken" }));
    succeeds(prepared("second", "taken-second"));
    succeeds(psql("taker", "second", "SELECT * FROM mine", { PGDATABASE: "taken" }));
    fails(psql("taker", "first", "SELECT 1", { PGDATABASE: "taken" }));
  });

  testWith(podJudge, "says why it cannot be prepared", () => {
    const prepared = (name: string, change: Values, chosen = podOf("Job", "web-db-prepare")) =>
      rig.pod(name, chosen, { ...values, ...change }).run(command);
    const admin = values["web-db-admin"] ?? {};
    expect(fails(prepared("stranger", { "web-db-admin": { ...admin, password: "wrong" } }))).toContain(
      "authentication failed",
    );
    const script = values["web-db-prepare"] ?? {};
    expect(fails(prepared("unknown", { "web-db-prepare": { ...script, extensions: "nonsense\n" } }))).toContain(
      "nonsense",
    );
  });
});

function succeeds(outcome: Outcome): void {
  expect(outcome, outcome.stderr).toMatchObject({ status: 0 });
}

/** What it said when it failed. */
function fails({ status, stderr, stdout }: Outcome): string {
  expect(status).not.toBe(0);
  return stderr + stdout;
}
