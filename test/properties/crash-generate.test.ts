import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compile } from "../../src/compiler.ts";
import { apply } from "../../src/host/apply.ts";
import { createNodeHost } from "../../src/host/node-host.ts";
import { plan } from "../../src/output/plan.ts";
import { put, temporaryFolder, treeAt } from "../host/disk.ts";
import { ROOT } from "./compiled.ts";

const NODE = join(ROOT, "node_modules/.bin/node");
/** Places of a run, spread over it, at which the real process is killed; `crash-apply.test.ts` dies at every step, in memory. */
const PLACES = process.env.CI ? 30 : 6;
const CHILD = join(ROOT, "test/host/generate-child.ts");

/** Runs the command line in a process of its own that dies before a step; undefined if it died, else the steps it made. */
function generateUntil(root: string, step: number): number | undefined {
  const child = spawnSync(NODE, [CHILD, root, String(step)], { encoding: "utf8" });
  if (child.signal === "SIGKILL") return undefined;
  expect(child.status, child.stderr).toBe(0);
  return Number(child.stdout);
}

/** What the command does after a crash, without the time a process takes to start. */
function generateHere(root: string): void {
  const host = createNodeHost(root, { sync: false });
  const { files } = compile("specs/finflow.yaml", host);
  if (files === undefined) throw new Error("the spec has errors");
  const planned = plan(files, host.snapshot(files.files), { platform: "finflow", spec: "specs/finflow.yaml" });
  expect(apply(host, planned)).toMatchObject({ complete: true, diagnostics: [] });
}

function copyOf(template: string): string {
  const root = temporaryFolder();
  cpSync(template, root, { recursive: true });
  return root;
}

function edit(root: string, path: string, from: string, to: string): void {
  const text = readFileSync(join(root, path), "utf8");
  expect(text).toContain(from);
  writeFileSync(join(root, path), text.replace(from, to));
}

/** FinFlow as it stands on disk, with files of other people around it, and a spec that has been changed since. */
function changedFinflow(): string {
  const root = temporaryFolder();
  cpSync(join(ROOT, "specs"), join(root, "specs"), { recursive: true });
  put(root, "generated/notes.md", "ours\n");
  put(root, "envs/prod/payments-service/README.md", "# by hand\n");
  generateHere(root);
  // One service moves to another port, one loses its only secret, one environment its only disruption budget.
  edit(root, "specs/services/credit-engine.yaml", "port: 8000", "port: 8001");
  edit(
    root,
    "specs/finflow.yaml",
    "payments-service: { scale: { max: 12 } }",
    "payments-service: { scale: { min: 1, max: 12 } }",
  );
  edit(root, "specs/finflow.yaml", "tier: prod", "tier: nonprod");
  return root;
}

/** Kills runs on copies of a folder, and runs again; each must end as an undisturbed run does. */
function killEverywhere(template: string, places: number): void {
  const undisturbed = copyOf(template);
  const steps = generateUntil(undisturbed, -1) as number;
  const expected = treeAt(undisturbed);
  expect(treeAt(template)).not.toEqual(expected);
  expect(steps).toBeGreaterThan(500);
  for (let place = 0; place < places; place++) {
    const root = copyOf(template);
    const step = Math.floor((place * steps) / places);
    expect(generateUntil(root, step)).toBeUndefined();
    generateHere(root);
    expect(treeAt(root), `killed before step ${step} of ${steps}`).toEqual(expected);
    rmSync(root, { recursive: true });
  }
}

test(`law 7: finflow generate with changes to make, killed at ${PLACES} places`, () =>
  killEverywhere(changedFinflow(), PLACES));

test(`law 7: the first run on FinFlow, killed at ${PLACES / 2} places`, () => {
  const template = temporaryFolder();
  cpSync(join(ROOT, "specs"), join(template, "specs"), { recursive: true });
  killEverywhere(template, PLACES / 2);
});
