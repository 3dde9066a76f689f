import { spawn } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { createNodeHost } from "../../src/host/node-host.ts";
import { codesOf, put, run, runIn, temporaryFolder, treeAt } from "./disk.ts";
import { AFTER, BEFORE, prepare } from "./scenario.ts";

const CHILD = join(import.meta.dirname, "apply-child.ts");
const NODE = join(import.meta.dirname, "../../node_modules/.bin/node");

async function child(...args: readonly string[]) {
  const process = spawn(NODE, [CHILD, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  return JSON.parse(await text(process.stdout));
}

test("two real processes at once: the second waits, says so once, and the tree is whole", async () => {
  const folder = temporaryFolder();
  fs.writeFileSync(join(folder, "after.json"), JSON.stringify(AFTER));
  const undisturbed = temporaryFolder();
  prepare(undisturbed);
  runIn(undisturbed, AFTER);
  for (let round = 0; round < 5; round++) {
    const root = temporaryFolder();
    prepare(root);
    const results = await Promise.all([0, 1].map(() => child(root, join(folder, "after.json"), "-1", "300")));
    expect(results.map(({ complete }) => complete)).toEqual([true, true]);
    expect(results.map(({ waited }) => waited).sort()).toEqual([0, 1]);
    // One of them made all changes, the other found them made.
    expect(Math.min(...results.map(({ written }) => written))).toBe(0);
    expect(treeAt(root)).toEqual(treeAt(undisturbed));
  }
});

test("two real processes with different specs end in the tree of one of them", async () => {
  const folder = temporaryFolder();
  fs.writeFileSync(join(folder, "before.json"), JSON.stringify(BEFORE));
  fs.writeFileSync(join(folder, "after.json"), JSON.stringify(AFTER));
  const trees = [BEFORE, AFTER].map((bodies) => {
    const root = temporaryFolder();
    runIn(root, bodies);
    return treeAt(root);
  });
  for (let round = 0; round < 8; round++) {
    const root = temporaryFolder();
    const results = await Promise.all([
      child(root, join(folder, "before.json"), "-1", String(round * 20)),
      child(root, join(folder, "after.json")),
    ]);
    expect(results.map(({ complete }) => complete)).toEqual([true, true]);
    expect(trees).toContainEqual(treeAt(root));
  }
});

test("host/locked: a run that cannot get the lock writes nothing, and the lock is free after release", () => {
  const root = temporaryFolder();
  const session = createNodeHost(root).begin({ timeoutMs: 0, onWait: () => {} });
  expect(session).toBeDefined();
  const result = runIn(root, { "envs/a.yaml": "a\n" });
  expect(codesOf(result)).toEqual(["host/locked"]);
  expect(fs.existsSync(join(root, "envs"))).toBe(false);
  session?.end();
  expect(runIn(root, { "envs/a.yaml": "a\n" }).complete).toBe(true);
});

test("a lock file that is no lock file is reported, not thrown", () => {
  const root = temporaryFolder();
  put(root, ".finflow/lock.sqlite", "not a database, but long enough to be taken for the header of one ".repeat(20));
  const result = run(createNodeHost(root), { "envs/a.yaml": "a\n" });
  expect(codesOf(result)).toEqual(["host/write-failed"]);
  expect(result.diagnostics[0]?.message).toContain("the lock cannot be taken");
});
