import fs from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { compareText } from "../../src/diagnostics/diagnostic.ts";
import { type ApplyResult, apply } from "../../src/host/apply.ts";
import type { Host } from "../../src/host/host.ts";
import { createNodeHost } from "../../src/host/node-host.ts";
import { type PlanOptions, plan } from "../../src/output/plan.ts";
import { type Bodies, OPTIONS, treeOf } from "../output/trees.ts";

/** A new folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(join(os.tmpdir(), "finflow-host-"));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Plans and applies as a run does. */
export function run(host: Host, bodies: Bodies, options: Partial<PlanOptions> = {}): ApplyResult {
  const tree = treeOf(bodies);
  return apply(host, plan(tree, host.snapshot(tree.files), { ...OPTIONS, ...options }), { lockTimeoutMs: 300 });
}

/** The same on a folder, fast: without waiting for the disk. */
export const runIn = (root: string, bodies: Bodies, options: Partial<PlanOptions> = {}): ApplyResult =>
  run(createNodeHost(root, { sync: false }), bodies, options);

/** Writes a file as another program would. */
export function put(root: string, path: string, content: string | Uint8Array): void {
  fs.mkdirSync(join(root, path, ".."), { recursive: true });
  fs.writeFileSync(join(root, path), content);
}

/** Everything below a folder: content and mode of files, targets of links, and folders. The lock is left out. */
export function treeAt(root: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const visit = (folder: string): void => {
    for (const child of fs.readdirSync(join(root, folder))) {
      const name = join(folder, child);
      if (name === ".finflow/lock.sqlite") continue;
      const stat = fs.lstatSync(join(root, name));
      if (stat.isSymbolicLink()) found[name] = `link ${fs.readlinkSync(join(root, name))}`;
      else if (stat.isDirectory()) {
        found[name] = "folder";
        visit(name);
      } else found[name] = `${(stat.mode & 0o777).toString(8)} ${fs.readFileSync(join(root, name), "latin1")}`;
    }
  };
  visit(".");
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => compareText(a, b)));
}

export const codesOf = (result: ApplyResult): readonly string[] => result.diagnostics.map(({ code }) => code);
