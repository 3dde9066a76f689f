import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CompileResult, compile } from "../../src/compiler.ts";
import { createMemoryHost } from "../../src/host/memory-host.ts";
import { createNodeHost } from "../../src/host/node-host.ts";

/** The repository itself. */
export const ROOT = join(import.meta.dirname, "../..");

/** Specs that people wrote, by their entry. */
export const SAMPLES = ["specs/finflow.yaml", "test/specs/wayfarer/platform.yaml"] as const;

export const compileSample = (entry: (typeof SAMPLES)[number]): CompileResult => compile(entry, createNodeHost(ROOT));

/** Compiles texts by path; the first is the entry. */
export const compileTexts = (files: Readonly<Record<string, string>>): CompileResult =>
  compile(Object.keys(files)[0] ?? "", createMemoryHost(files));

/** The bodies by path; a spec with errors fails the test with them. */
export function bodiesOf(result: CompileResult): Readonly<Record<string, string>> {
  if (result.files === undefined) throw new Error(JSON.stringify(result.diagnostics, null, 2));
  return Object.fromEntries([...result.files.files].map(([path, file]) => [path, file.body]));
}

/** A folder with FinFlow's spec and nothing else, removed after use. */
export function withFinflow<T>(use: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), "finflow-"));
  try {
    cpSync(join(ROOT, "specs"), join(root, "specs"), { recursive: true });
    return use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
