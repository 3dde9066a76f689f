import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
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
import { join } from "node:path";
import type { IContainer } from "kubernetes-models/v1/Container";
import type { IPodSpec } from "kubernetes-models/v1/PodSpec";
import { POD_USER } from "../../src/catalog/pod-security.ts";
import type { Judge } from "./judge.ts";

/** Debian's PostgreSQL, the newest that is installed; the images have another build of the same. */
const SERVERS = "/usr/lib/postgresql";
export const postgresql = existsSync(SERVERS)
  ? readdirSync(SERVERS)
      .toSorted((a, b) => Number(a) - Number(b))
      .map((version) => join(SERVERS, version, "bin"))
      .findLast((folder) => existsSync(join(folder, "initdb")))
  : undefined;

/** Only root can give a process the files, the user and the network of a pod. */
export const podJudge: Judge = {
  name: "PostgreSQL, openssl and nsenter, as root",
  isThere:
    process.getuid?.() === 0 &&
    postgresql !== undefined &&
    ["nsenter", "unshare", "openssl", "ip"].every((tool) => spawnSync("which", [tool]).status === 0),
  hint: "npm run tools",
};

/** Values of Secrets and ConfigMaps by name and key. */
export type Values = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A pod: its files are those of its volumes, its user is the pod's, its network that of the rig. */
export interface Pod {
  readonly run: (command: readonly string[], variables?: Readonly<Record<string, string>>, input?: string) => Outcome;
  readonly start: (command: readonly string[], log: string) => ChildProcess;
}

export interface PodRig {
  /** @param passwd whether the image knows the pod's user */
  readonly pod: (name: string, spec: IPodSpec, values: Values, passwd?: boolean) => Pod;
  readonly stop: () => void;
}

/** Host folders that every image has too. */
const IMAGE = ["usr", "proc", "dev"];

/** One network for all pods, in which the names of Services lead to this machine. */
export function startPods(services: readonly string[]): PodRig {
  const root = mkdtempSync(join(tmpdir(), "finflow-pods-"));
  chmodSync(root, 0o755);
  const script = `mount --make-rprivate / && ip link set lo up && echo ready && exec sleep 600`;
  const holder = spawn("unshare", ["--mount", "--net", "bash", "-c", script], { stdio: ["ignore", "pipe", "inherit"] });
  const inside = ["--target", String(holder.pid), "--mount", "--net"];
  const enter = (...command: string[]) => execFileSync("nsenter", [...inside, ...command]);
  while (spawnSync("nsenter", [...inside, "bash", "-c", "ip -o link show lo up | grep -q LOWER_UP"]).status !== 0);

  const pod: PodRig["pod"] = (name, spec, values, passwd = false) => {
    const folder = join(root, name);
    mkdirSync(folder);
    for (const shared of IMAGE) {
      mkdirSync(join(folder, shared));
      enter("mount", "--rbind", `/${shared}`, join(folder, shared));
    }
    for (const link of ["bin", "lib", "lib64"]) symlinkSync(`usr/${link}`, join(folder, link));
    mkdirSync(join(folder, "etc"));
    const hosts = services.map((service) => `127.0.0.1 ${service}\n`).join("");
    writeFileSync(join(folder, "etc/hosts"), `127.0.0.1 localhost\n${hosts}`);
    writeFileSync(join(folder, "etc/passwd"), passwd ? `pod:x:${POD_USER}:${POD_USER}::/:/bin/false\n` : "");
    const [container] = spec.containers as [IContainer];
    for (const { name: volume, mountPath } of container.volumeMounts ?? []) {
      const at = join(folder, mountPath);
      mkdirSync(at, { recursive: true });
      const files = filesOf(spec, volume, values);
      if (files === undefined) chownSync(at, POD_USER, POD_USER);
      for (const { path, content, mode } of files ?? []) {
        writeFileSync(join(at, path), content);
        // As the kubelet makes them: root's, and of the pod's group.
        chownSync(join(at, path), 0, POD_USER);
        chmodSync(join(at, path), mode);
      }
    }
    const own = Object.fromEntries((container.env ?? []).map(({ name: key, value = "" }) => [key, value]));
    const argsOf = (command: readonly string[], variables: Readonly<Record<string, string>> = {}) => [
      "chroot",
      `--userspec=${POD_USER}:${POD_USER}`,
      folder,
      "/usr/bin/env",
      "-i",
      `PATH=${postgresql}:/usr/bin:/bin`,
      ...Object.entries({ ...own, ...variables }).map(([key, value]) => `${key}=${value}`),
      ...command,
    ];
    return {
      run: (command, variables, input = "") => {
        const { status, stdout, stderr } = spawnSync(
          "nsenter",
          // A session of its own: the terminal of whoever runs the tests is not the pod's.
          [...inside, "setsid", "--wait", ...argsOf(command, variables)],
          { encoding: "utf8", input },
        );
        return { status, stdout, stderr };
      },
      start: (command, log) => {
        const args = ["-c", `exec nsenter "$@" >${log} 2>&1`, "bash", ...inside, ...argsOf(command)];
        return spawn("bash", args, { stdio: "ignore" });
      },
    };
  };

  return {
    pod,
    stop: () => {
      holder.kill("SIGKILL");
      // What is mounted below is this machine's own.
      if (readFileSync("/proc/self/mounts", "utf8").includes(root)) throw new Error(`${root} is mounted`);
      // What was killed may still be writing its last.
      rmSync(root, { recursive: true, force: true, maxRetries: 20 });
    },
  };
}

interface File {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
}

/** The files of a volume; undefined where the pod writes its own. */
function filesOf({ volumes = [] }: IPodSpec, name: string, values: Values): readonly File[] | undefined {
  const volume = volumes.find((one) => one.name === name);
  const named = (source: string, mode: number, items?: readonly { key: string; path: string }[]): readonly File[] => {
    const keys = items ?? Object.keys(values[source] ?? {}).map((key) => ({ key, path: key }));
    return keys.map(({ key, path }) => {
      const content = values[source]?.[key];
      if (content === undefined) throw new Error(`no key ${key} in ${source}`);
      return { path, content, mode };
    });
  };
  const { secret, configMap, projected } = volume ?? {};
  if (secret) return named(secret.secretName ?? "", secret.defaultMode ?? 0o644, secret.items);
  if (configMap) return named(configMap.name ?? "", 0o644, configMap.items);
  if (projected)
    return (projected.sources ?? []).flatMap(({ secret: source }) =>
      named(source?.name ?? "", projected.defaultMode ?? 0o644, source?.items),
    );
  return undefined;
}

/** An authority, and a certificate of it for names, as cert-manager's Secrets hold them. */
export function certificateFor(names: readonly string[]): Readonly<Record<"ca.crt" | "tls.crt" | "tls.key", string>> {
  const folder = mkdtempSync(join(tmpdir(), "finflow-certificate-"));
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const read = (file: string) => execFileSync("cat", [join(folder, file)], { encoding: "utf8" });
  openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=authority");
  const subject = ["-subj", "/CN=server", "-addext", `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}`];
  const authority = ["-CA", "ca.crt", "-CAkey", "ca.key"];
  openssl("req", "-x509", ...key, "-keyout", "tls.key", "-out", "tls.crt", ...subject, ...authority);
  const made = { "ca.crt": read("ca.crt"), "tls.crt": read("tls.crt"), "tls.key": read("tls.key") };
  rmSync(folder, { recursive: true });
  return made;
}
