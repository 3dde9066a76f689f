import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { test } from "vitest";
import { parseAllDocuments } from "yaml";

/** The version that `install-tools.sh` installs and the emitter is written for. */
export const KUSTOMIZE_VERSION = "v5.8.1";

const run = promisify(execFile);
const toolsCache = process.env.FINFLOW_TOOLS ?? join(homedir(), ".cache", "finflow-tools");

/** On the PATH first, then where `install-tools.sh` puts it. */
export function findTool(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter).filter(Boolean), join(toolsCache, "bin")];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

export const findKustomize = (): string | undefined => findTool("kustomize");

const kustomize = findKustomize();

/** Runs where kustomize is installed. Elsewhere it is skipped and says so, or fails if `FINFLOW_REQUIRE_TOOLS=1`. */
export function testWithKustomize(name: string, body: () => Promise<void>): void {
  if (kustomize === undefined && process.env.FINFLOW_REQUIRE_TOOLS !== "1") {
    test.skip(`${name} (skipped: no kustomize; npm run tools installs it)`, body);
    return;
  }
  test(name, { timeout: 900_000 }, async () => {
    if (kustomize === undefined) throw new Error("FINFLOW_REQUIRE_TOOLS=1, but there is no kustomize: npm run tools");
    await body();
  });
}

/** The objects that `kustomize build` prints for a folder. */
export async function kustomizeBuild(folder: string): Promise<readonly unknown[]> {
  const { stdout } = await run(kustomize ?? "kustomize", ["build", folder], { maxBuffer: 2 ** 28 });
  return parseAllDocuments(stdout).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS() as unknown;
  });
}

/** Writes files into a new folder, and removes it after `use`. */
export async function withFiles<T>(
  files: readonly { readonly path: string; readonly body: string }[],
  use: (root: string) => Promise<T>,
): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), "finflow-"));
  try {
    for (const { path, body } of files) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), body);
    }
    return await use(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
