import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { findTool, testWith, toolJudge } from "./judge.ts";

/** The version that `install-tools.sh` installs and the emitter is written for. */
export const KUSTOMIZE_VERSION = "v5.8.1";

const run = promisify(execFile);
const judge = toolJudge("kustomize");

/** Runs where kustomize is installed. */
export const testWithKustomize = (name: string, body: () => Promise<void>): void => testWith(judge, name, body);

/** The objects that `kustomize build` prints for a folder. */
export async function kustomizeBuild(folder: string): Promise<readonly unknown[]> {
  const { stdout } = await run(findTool("kustomize") ?? "kustomize", ["build", folder], { maxBuffer: 2 ** 28 });
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
