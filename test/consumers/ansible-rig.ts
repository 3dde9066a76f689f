import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify, stripVTControlCharacters } from "node:util";
import { kubectlOf, OPS_TOOLS, type OpsTool } from "../../src/catalog/ops-tools.ts";
import { ANSIBLE_PATH } from "../../src/emitters/ansible/paths.ts";
import type { OutputFile } from "../../src/output/output-file.ts";
import { findTool, type Judge, toolsFolder } from "./judge.ts";

const run = promisify(execFile);

const venv = join(toolsFolder, "../venv-ansible");
const awsVenv = join(toolsFolder, "../venv-s3");
/** Debian with Python and apt, and packages that can be installed without a network. */
const scratchRoot = join(toolsFolder, "../ansible-root");

const programOf = (name: string): string => join(venv, "bin", name);

export const ansibleJudge: Judge = {
  name: "ansible-core, ansible-lint and molecule",
  isThere: ["ansible-playbook", "ansible-lint", "molecule"].every((name) => existsSync(programOf(name))),
  hint: "npm run tools",
};

/** Only root can make the namespaces, and only the AWS CLI with moto knows a cluster to ask for. */
export const scratchJudge: Judge = {
  name: "ansible-core, a root to throw away, aws and moto_server, as root",
  isThere:
    ansibleJudge.isThere &&
    process.getuid?.() === 0 &&
    existsSync(join(scratchRoot, ".complete")) &&
    ["aws", "moto_server", "unshare"].every((name) => findTool(name) !== undefined),
  hint: "npm run tools",
};

export interface Outcome {
  readonly status: number;
  readonly output: string;
}

/** Nothing of the machine's own Ansible settings is read. Molecule colours all the same. */
const quiet = {
  ANSIBLE_NOCOLOR: "1",
  ANSIBLE_LOCALHOST_WARNING: "False",
  ANSIBLE_INVENTORY_UNPARSED_WARNING: "False",
  LC_ALL: "C.UTF-8",
  NO_COLOR: "1",
};

/** Runs a program of Ansible's in a folder. */
export async function ansible(folder: string, program: string, args: readonly string[]): Promise<Outcome> {
  const env = {
    ...quiet,
    PATH: `${join(venv, "bin")}:/usr/bin:/bin`,
    HOME: folder,
    ANSIBLE_HOME: join(folder, ".home"),
  };
  return outcome(run(programOf(program), args, { cwd: folder, env, maxBuffer: 2 ** 28 }));
}

async function outcome(running: Promise<{ stdout: string; stderr: string }>): Promise<Outcome> {
  try {
    const { stdout, stderr } = await running;
    return { status: 0, output: stripVTControlCharacters(stdout + stderr) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (typeof code !== "number") throw error;
    return { status: code, output: stripVTControlCharacters(`${stdout}${stderr}`) };
  }
}

/** Writes the emitter's files into a new folder, which is removed after `use`. */
export async function withTree<T>(files: readonly OutputFile[], use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "finflow-ansible-"));
  try {
    for (const { path, body, mode = 0o644 } of files) {
      const target = join(folder, path.slice(ANSIBLE_PATH.length + 1));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, body, { mode });
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What hosts and operators meet outside: vendors' downloads, an AWS, and clusters. */
export interface Outside {
  /** Variables by which a play meets them, and leaves the machine's kernel and services alone. */
  readonly variables: (minor: string) => object;
  /** Makes AWS know a cluster. */
  readonly createCluster: (region: string, name: string) => Promise<void>;
  /** What is downloaded as this tool, from now on. */
  readonly tamper: (tool: string) => void;
  /** Runs a command in a copy of the scratch root, the tree at /ansible; `kubectl` is `ansible-kubectl.sh`. */
  readonly inScratch: (folder: string, script: string) => Promise<Outcome>;
  readonly stop: () => void;
}

export async function startOutside(): Promise<Outside> {
  const folder = mkdtempSync(join(tmpdir(), "finflow-outside-"));
  const port = await freePort();
  const moto = spawn(join(awsVenv, "bin/moto_server"), ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  const address = `http://127.0.0.1:${port}`;
  const aws = {
    AWS_ENDPOINT_URL: address,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_EC2_METADATA_DISABLED: "true",
  };
  await answers(address);
  const vendors = await startVendors(folder);
  return {
    variables: (minor) => ({
      ansible_connection: "local",
      ansible_python_interpreter: "/usr/bin/python3",
      common_live: false,
      docker_live: false,
      kubernetes_live: false,
      deployment_interval: 1,
      deployment_timeout: 10,
      kubernetes_kubectl: vendors.here(kubectlOf(minor)),
      kubernetes_tools: OPS_TOOLS.map(vendors.here),
    }),
    createCluster: async (region, name) => {
      const role = "arn:aws:iam::123456789012:role/cluster";
      const args = ["eks", "create-cluster", "--region", region, "--name", name, "--role-arn", role];
      await run(join(awsVenv, "bin/aws"), [...args, "--resources-vpc-config", "subnetIds=subnet-0"], {
        env: { ...aws, PATH: "/usr/bin:/bin" },
      });
    },
    tamper: vendors.tamper,
    inScratch: (tree, script) => {
      cpSync(new URL("ansible-kubectl.sh", import.meta.url).pathname, join(tree, ".bin/kubectl"));
      const binds = [venv, awsVenv, ...new Set([venv, awsVenv].map((path) => pythonOf(path)))];
      const path = `/ansible/.bin:${join(venv, "bin")}:${join(awsVenv, "bin")}:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin`;
      const rig = new URL("ansible-root.sh", import.meta.url).pathname;
      return outcome(
        run(rig, [scratchRoot, tree, "/bin/bash", "--norc", "-o", "pipefail", "-c", script], {
          env: { ...quiet, ...aws, PATH: process.env.PATH, HOME: "/root", BINDS: binds.join("\n"), SCRATCH_PATH: path },
          maxBuffer: 2 ** 28,
        }),
      );
    },
    stop: () => {
      moto.kill();
      vendors.server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The folder of the Python that a virtual environment is of. */
const pythonOf = (path: string): string => dirname(dirname(realpathSync(join(path, "bin/python3"))));

interface Vendors {
  readonly server: Server;
  /** A tool of the catalogue as it is downloaded from here, by the same kind of checksum. */
  readonly here: (tool: OpsTool) => object;
  readonly tamper: (tool: string) => void;
}

/** Serves each tool of the catalogue under its own path: a script that says its name and version, packed as the vendor packs it. */
async function startVendors(folder: string): Promise<Vendors> {
  const bodies = new Map<string, Buffer>();
  const sums = new Map<string, string>();
  const tampered = new Set<string>();
  const owners = new Map<string, string>();
  const server = createServer(({ url = "" }, response) => {
    const body = bodies.get(url) ?? (sums.has(url) ? Buffer.from(sums.get(url) ?? "") : undefined);
    if (body === undefined) return void response.writeHead(404).end();
    const isTampered = tampered.has(owners.get(url) ?? "");
    response.end(isTampered ? Buffer.concat([body, Buffer.from("\n# and a little more\n")]) : body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const local = (url: string): string => url.replace(/^https:\/\//, "/");

  const make = async (tool: OpsTool): Promise<void> => {
    for (const [architecture, { url, program, checksum }] of Object.entries(tool.downloads)) {
      const work = join(folder, `${tool.name}-${tool.version}-${architecture}`);
      mkdirSync(dirname(join(work, program)), { recursive: true });
      writeFileSync(join(work, program), `#!/bin/sh\necho ${tool.name} ${tool.version}\n`, { mode: 0o755 });
      const file = join(folder, `${architecture}-${url.slice(url.lastIndexOf("/") + 1)}`);
      if (url.endsWith(".tar.gz")) await run("tar", ["-czf", file, "-C", work, program]);
      else if (url.endsWith(".zip"))
        await run("python3", ["-m", "zipfile", "-c", file, join(work, program)], { cwd: work });
      else cpSync(join(work, program), file);
      const body = readFileSync(file);
      const path = local(url);
      bodies.set(path, body);
      owners.set(path, tool.name);
      const sum = createHash("sha256").update(body).digest("hex");
      const list = /^sha256:(https:.*)$/.exec(checksum)?.[1];
      // Of a single file kubectl's vendor publishes the bare sum.
      const line = list?.endsWith("/kubectl.sha256") ? sum : `${sum}  ${url.slice(url.lastIndexOf("/") + 1)}\n`;
      if (list !== undefined) sums.set(local(list), (sums.get(local(list)) ?? "") + line);
    }
  };
  for (const tool of [...["1.33", "1.34", "1.35"].map(kubectlOf), ...OPS_TOOLS]) await make(tool);

  return {
    server,
    here: ({ name, version, downloads }) => ({
      name,
      version,
      downloads: Object.fromEntries(
        Object.entries(downloads).map(([architecture, { url, checksum, program }]) => [
          architecture,
          {
            url: `http://127.0.0.1:${port}${local(url)}`,
            checksum: checksum.startsWith("sha256:https:")
              ? `sha256:http://127.0.0.1:${port}${local(checksum.slice("sha256:".length))}`
              : `sha256:${createHash("sha256")
                  .update(bodies.get(local(url)) ?? "")
                  .digest("hex")}`,
            program,
          },
        ]),
      ),
    }),
    tamper: (tool) => tampered.add(tool),
  };
}

async function answers(address: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await fetch(address);
      return;
    } catch (error) {
      if (tries === 300) throw error;
      await setTimeout(200);
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket();
    socket.once("error", reject);
    socket.listen(0, "127.0.0.1", () => {
      const { port } = socket.address() as AddressInfo;
      socket.close(() => resolve(port));
    });
  });
}
