import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { POD_USER } from "../../src/catalog/pod-security.ts";
import { findTool, type Judge, toolsFolder } from "./judge.ts";
import { postgresql } from "./pod-rig.ts";

const path = [toolsFolder, postgresql, process.env.PATH].join(delimiter);

/**
 * What a backup meets. The AWS CLI is of the first generation, the only one on PyPI; the image has the second, whose
 * commands for S3 are the same. Only root can give a process a pod's user and its `/etc/passwd`.
 */
export const backupJudge: Judge = {
  name: "PostgreSQL, moto_server and aws, as root",
  isThere:
    process.getuid?.() === 0 &&
    postgresql !== undefined &&
    ["moto_server", "aws", "openssl", "unshare", "setpriv"].every((tool) => findTool(tool) !== undefined),
  hint: "npm run tools",
};

/** What a program left behind. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly outcome: Promise<Outcome>;
  /** At once, with all that it has started. */
  readonly kill: () => void;
}

/** A container of a CronJob, as far as it says what runs. */
export interface Container {
  readonly command: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

/** Folders of this machine by the paths at which a container sees them. */
export type Mounts = Readonly<Record<string, string>>;

/** A PostgreSQL with TLS, and an S3, both for one test file. */
export interface Rig {
  /** The files of the database's connection: what `/etc/database` holds. */
  readonly connection: Readonly<Record<string, string>>;
  /** Where its programs are. */
  readonly path: string;
  /** A new folder that a pod may write, with files. */
  readonly folder: (files?: Readonly<Record<string, string>>) => string;
  /** Runs SQL on the database as its owner. */
  readonly sql: (text: string) => Promise<string>;
  /** Runs the AWS CLI. */
  readonly aws: (...args: string[]) => string;
  /** Starts a container's command as the pod would: its user, its variables and no others. */
  readonly start: (container: Container, mounts: Mounts, variables?: Readonly<Record<string, string>>) => Started;
  readonly stop: () => void;
}

/** @param passwd what a pod has as its `/etc/passwd` */
export async function startRig(passwd: string, bucket: string): Promise<Rig> {
  const root = mkdtempSync(join(tmpdir(), "finflow-backup-"));
  chmodSync(root, 0o755);
  const folder = (files: Readonly<Record<string, string>> = {}): string => {
    const made = mkdtempSync(join(root, "pod-"));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(made, name), content);
    for (const name of ["", ...Object.keys(files)]) chownSync(join(made, name), POD_USER, POD_USER);
    return made;
  };
  const users = join(folder({ passwd }), "passwd");
  const asPod = (command: readonly string[], env: NodeJS.ProcessEnv): Started => run(inPod(users, command), env);

  const [databasePort, s3Port] = [await freePort(), await freePort()];
  const server = folder();
  certificates(server);
  const data = join(server, "data");
  const connection = {
    host: "localhost",
    port: String(databasePort),
    dbname: "app",
    username: "app",
    password: 'it\'s "hard" \\ to quote',
  };
  const postgres = async (...command: string[]) => must(await asPod(command, { PATH: path }).outcome);
  await postgres("initdb", "--pgdata", data, "--username=postgres", "--auth=trust", "--no-sync", "--locale=C.UTF-8");
  writeFileSync(join(data, "pg_hba.conf"), "local all all trust\nhostssl all all all scram-sha-256\n");
  const settings = { port: databasePort, fsync: "off", ssl: "on", unix_socket_directories: server };
  const certificate = { ssl_cert_file: join(server, "server.crt"), ssl_key_file: join(server, "server.key") };
  const options = Object.entries({ ...settings, ...certificate }).map(([name, value]) => `-c ${name}=${value}`);
  await postgres(
    "pg_ctl",
    "start",
    "--pgdata",
    data,
    "--wait",
    "--silent",
    "-l",
    join(server, "log"),
    "-o",
    options.join(" "),
  );
  const psql = (database: string, user: string, text: string) =>
    postgres(
      "psql",
      "-qAt",
      "-v",
      "ON_ERROR_STOP=1",
      "-h",
      server,
      "-p",
      String(databasePort),
      "-U",
      user,
      "-d",
      database,
      "-c",
      text,
    );
  const password = connection.password.replaceAll("'", "''");
  await psql("postgres", "postgres", `CREATE ROLE app LOGIN PASSWORD '${password}'`);
  await psql("postgres", "postgres", "CREATE DATABASE app OWNER app");

  const awsEnvironment = {
    PATH: path,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_DEFAULT_REGION: "us-west-2",
    AWS_ENDPOINT_URL: `http://127.0.0.1:${s3Port}`,
  };
  const s3 = spawn("moto_server", ["-H", "127.0.0.1", "-p", String(s3Port)], { env: { PATH: path }, stdio: "ignore" });
  await answers(`${awsEnvironment.AWS_ENDPOINT_URL}/moto-api/`, s3);
  const aws = (...args: string[]) =>
    execFileSync(join(toolsFolder, "aws"), args, { env: awsEnvironment, encoding: "utf8" });
  aws("s3", "mb", `s3://${bucket}`);

  return {
    connection: { ...connection, "ca.crt": execFileSync("cat", [join(server, "ca.crt")], { encoding: "utf8" }) },
    path,
    folder,
    aws,
    sql: (text) => psql("app", "app", text),
    start: ({ command, env }, mounts, variables = {}) => {
      const here = (value: string): string => {
        const mount = Object.keys(mounts).find((at) => value === at || value.startsWith(`${at}/`));
        return mount === undefined ? value : `${mounts[mount]}${value.slice(mount.length)}`;
      };
      const own = Object.fromEntries(env.map(({ name, value }) => [name, here(value)]));
      return asPod(command.map(here), { ...awsEnvironment, ...own, ...variables });
    },
    stop: () => {
      s3.kill();
      execFileSync("setpriv", [
        `--reuid=${POD_USER}`,
        "--clear-groups",
        join(postgresql ?? "", "pg_ctl"),
        "stop",
        "--pgdata",
        data,
        "--mode=immediate",
        "--silent",
      ]);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/**
 * A command as a pod's user, whom only the pod's `/etc/passwd` knows. The capability lets it search every folder, since
 * the tools may lie in root's.
 */
const inPod = (users: string, command: readonly string[]): readonly string[] => [
  "unshare",
  "--mount",
  "bash",
  "-c",
  `mount --bind "$0" /etc/passwd && exec setpriv --reuid=${POD_USER} --regid=${POD_USER} --clear-groups \\
    --inh-caps=+dac_read_search --ambient-caps=+dac_read_search -- "$@"`,
  users,
  ...command,
];

function run([program = "", ...args]: readonly string[], env: NodeJS.ProcessEnv): Started {
  const child = spawn(program, args, { env, detached: true, stdio: ["ignore", "pipe", "pipe"], cwd: "/" });
  const outcome = new Promise<Outcome>((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout, stderr }));
  });
  return { outcome, kill: () => process.kill(-(child.pid ?? 0), "SIGKILL") };
}

function must({ status, stdout, stderr }: Outcome): string {
  if (status !== 0) throw new Error(`exit status ${status}: ${stderr}`);
  return stdout;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port is free");
  return address.port;
}

async function answers(url: string, program: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (program.exitCode !== null) break;
    const isThere = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await setTimeout(100);
  }
  throw new Error(`nothing answers at ${url}`);
}

/** An authority in `ca.crt`, and the certificate of `localhost` that it has signed. */
function certificates(folder: string): void {
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=authority");
  openssl(
    "req",
    "-x509",
    ...key,
    "-keyout",
    "server.key",
    "-out",
    "server.crt",
    "-subj",
    "/CN=localhost",
    "-addext",
    "subjectAltName=DNS:localhost",
    "-CA",
    "ca.crt",
    "-CAkey",
    "ca.key",
  );
  for (const file of ["server.key", "server.crt"]) chownSync(join(folder, file), POD_USER, POD_USER);
}
