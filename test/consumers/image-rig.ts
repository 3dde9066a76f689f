import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findTool, type Judge, toolsFolder } from "./judge.ts";

/** What `install-tools.sh` builds on: Debian's runtimes, and this machine's Node. It stands in for every base image. */
const BASE = "localhost/finflow-base:1";
const images = join(dirname(toolsFolder), "images");
const STORE = ["--root", join(images, "store"), "--runroot", join(images, "run"), "--storage-driver", "overlay"];

/** crun, the default, wants other cgroups than a container has in which tests run. */
const PODMAN = [...STORE, "--runtime", "runc", "--cgroup-manager", "cgroupfs", "--log-level", "fatal"];
const LIMITS = ["--ulimit", "nofile=20000:20000", "--ulimit", "nproc=1000:1000"];

export interface Outcome {
  readonly status: number | null;
  readonly text: string;
}

const call = (command: string, args: readonly string[], timeout = 600_000): Outcome => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", timeout, maxBuffer: 2 ** 28 });
  return { status, text: `${stdout}${stderr}` };
};

const podman = (...args: readonly string[]): Outcome => call("podman", [...PODMAN, ...args]);

export const imagesJudge: Judge = {
  name: "buildah, podman and runc with a base image, as root",
  isThere:
    process.getuid?.() === 0 &&
    ["buildah", "podman", "runc", "nsenter", "curl"].every((tool) => findTool(tool) !== undefined) &&
    call("buildah", [...STORE, "inspect", "--type", "image", BASE]).status === 0,
  hint: "npm run tools",
};

/** Files by path, in a folder of their own that is removed with the rig. */
export type Files = Readonly<Record<string, string>>;

export interface ImageRig {
  /** Builds an image; the outcome's text is what the build said. Network and registries are this machine's. */
  readonly build: (name: string, files: Files) => Outcome;
  /** Starts a container as the cluster would: read-only, without capabilities, with folders like `emptyDir` ones alone. */
  readonly start: (image: string, writable: readonly string[], options?: readonly string[]) => Container;
  /** Runs a command in the base image, with a folder of files at /files. */
  readonly inBase: (files: Files, command: string) => Outcome;
  /** The configuration of an image. */
  readonly inspect: (image: string) => ImageConfig;
  readonly stop: () => void;
}

/** The part of an image's configuration that is read here. */
export interface ImageConfig {
  readonly User: string;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Healthcheck: { readonly Test: readonly string[] };
  readonly Entrypoint: readonly string[];
  readonly Volumes: Readonly<Record<string, object>>;
}

export interface Container {
  /** Asks by the image's own health check until it answers or the time is over. */
  readonly healthy: () => boolean;
  /** Asks from the inside of its network, where it is alone. */
  readonly get: (path: string, ...headers: readonly string[]) => { readonly status: number; readonly text: string };
  /** The fields of the process's status, such as `Uid`. */
  readonly status: () => Readonly<Record<string, string>>;
  readonly logs: () => string;
  /** Asks it to stop; its exit status, 137 where it had to be killed. */
  readonly stop: () => number;
}

/** Seconds that a process gets to start and to stop. */
const PATIENCE = 30;

/** @param group of the pod, which owns its folders */
export function startImages(group: number): ImageRig {
  const root = mkdtempSync(join(tmpdir(), "finflow-images-"));
  chmodSync(root, 0o755);
  const secrets = writeSecrets(root);
  const built = new Set<string>();
  const started = new Set<string>();
  let folders = 0;

  const write = (files: Files): string => {
    const folder = join(root, String(folders++));
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return folder;
  };

  const container = (id: string): Container => ({
    healthy: () => {
      for (const deadline = Date.now() + PATIENCE * 1000; Date.now() < deadline; pause(250)) {
        if (podman("healthcheck", "run", id).status === 0) return true;
        if (podman("inspect", id, "--format", "{{.State.Running}}").text.trim() !== "true") return false;
      }
      return false;
    },
    get: (path, ...headers) => {
      const process = podman("inspect", id, "--format", "{{.State.Pid}}").text.trim();
      const address = `http://127.0.0.1:8080${path}`;
      const args = [
        "--silent",
        "--include",
        "--globoff",
        ...headers.flatMap((header) => ["--header", header]),
        address,
      ];
      const { text } = call("nsenter", ["--target", process, "--net", "curl", ...args]);
      return { status: Number(/^HTTP\/[\d.]+ (\d+)/.exec(text)?.[1] ?? 0), text };
    },
    status: () => {
      const process = podman("inspect", id, "--format", "{{.State.Pid}}").text.trim();
      const { text } = call("cat", [`/proc/${process}/status`]);
      return Object.fromEntries([...text.matchAll(/^(\w+):\s+(.*)$/gm)].map(([, key, value]) => [key, value ?? ""]));
    },
    logs: () => podman("logs", id).text,
    stop: () => {
      podman("stop", "--time", String(PATIENCE), id);
      return Number(podman("inspect", id, "--format", "{{.State.ExitCode}}").text);
    },
  });

  return {
    build: (name, files) => {
      const folder = write(files);
      for (const [, base = ""] of (files.Dockerfile ?? "").matchAll(/^FROM (\S+)/gm)) {
        if (base !== "scratch") execFileSync("buildah", [...STORE, "tag", BASE, base]);
      }
      built.add(name);
      // Docker's format: the other one has no health check.
      const args = ["--isolation", "chroot", "--network", "host", "--format", "docker", "--pull-never", ...secrets];
      return call("buildah", [...STORE, "build", ...args, "--tag", name, folder]);
    },
    start: (image, writable, options = []) => {
      const mounts = writable.flatMap((path) => {
        const folder = join(root, String(folders++));
        mkdirSync(folder);
        // As the kubelet makes an emptyDir of a pod with an fsGroup.
        chownSync(folder, 0, group);
        chmodSync(folder, 0o2777);
        return ["--volume", `${folder}:${path}`];
      });
      const isolation = ["--read-only", "--read-only-tmpfs=false", "--image-volume", "ignore", "--network", "none"];
      const rights = ["--cap-drop", "ALL", "--security-opt", "no-new-privileges"];
      const { status, text } = podman(
        "run",
        "--detach",
        ...LIMITS,
        ...isolation,
        ...rights,
        ...mounts,
        ...options,
        image,
      );
      const id = text.trim().split("\n").at(-1) ?? "";
      if (status !== 0) throw new Error(text);
      started.add(id);
      return container(id);
    },
    inBase: (files, command) =>
      podman(
        "run",
        "--rm",
        ...LIMITS,
        "--network",
        "none",
        "--volume",
        `${write(files)}:/files`,
        BASE,
        "sh",
        "-c",
        command,
      ),
    inspect: (image) => JSON.parse(call("buildah", [...STORE, "inspect", "--type", "image", image]).text).Docker.config,
    stop: () => {
      for (const id of started) podman("rm", "--force", "--time", "0", id);
      for (const name of built) podman("rmi", "--force", name);
      podman("image", "prune", "--force");
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Who signs for the registries of this machine, and which they are, as secrets of the builds: nothing of it stays in an image. */
function writeSecrets(root: string): readonly string[] {
  const authorities = "/etc/ssl/certs/ca-certificates.crt";
  const registry = call("npm", ["config", "get", "registry"]).text.match(/^https?:\S+$/m)?.[0];
  const files = {
    npmrc: `cafile=${authorities}\n${registry === undefined ? "" : `registry=${registry}\n`}`,
    "pip-config": `[global]\ncert = ${authorities}\n`,
  };
  const secrets = Object.entries(files).flatMap(([id, content]) => {
    writeFileSync(join(root, id), content);
    return ["--secret", `id=${id},src=${join(root, id)}`];
  });
  // Java has a list of its own; that of this machine, where it has one.
  const java = "/etc/ssl/certs/java/cacerts";
  return [...secrets, ...(call("test", ["-f", java]).status === 0 ? ["--volume", `${java}:${java}:ro`] : [])];
}

const pause = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};
