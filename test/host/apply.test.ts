import fs from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { apply } from "../../src/host/apply.ts";
import type { HostStep } from "../../src/host/host.ts";
import { createMemoryHost, type MemoryEntry } from "../../src/host/memory-host.ts";
import { createNodeHost } from "../../src/host/node-host.ts";
import { plan } from "../../src/output/plan.ts";
import { OPTIONS, treeOf } from "../output/trees.ts";
import { codesOf, put, run, runIn, temporaryFolder, treeAt } from "./disk.ts";
import { AFTER, BEFORE, prepare } from "./scenario.ts";

test("creates, updates, deletes, swaps files and folders, and leaves everything else alone", () => {
  const root = temporaryFolder();
  prepare(root);
  const result = runIn(root, AFTER);
  expect(result).toMatchObject({ complete: true, diagnostics: [] });
  const tree = treeAt(root);
  expect(tree["generated/scripts/run.sh"]).toMatch(/^755 #!\/bin\/sh\n# Generated/);
  expect(tree["envs/prod/old/notes.txt"]).toBe("644 mine\n");
  expect(tree["generated/mixed/mine.json"]).toBe("644 {}\n");
  expect(tree["generated/mixed/.finflow-owned"]).toBeUndefined();
  expect(tree["generated/vanishing"]).toBeUndefined();
  expect(tree["envs/prod/old/deep"]).toBeUndefined();
  expect(tree["generated/swap"]).toBe("folder");
  expect(tree["generated/turn"]).toMatch(/^644 # Generated/);
  expect(tree["terraform/binary"]).toBe("644 \xff\0\xfe");
  expect(tree[".finflow/.gitignore"]).toBe("644 *\n");
  expect(fs.readdirSync(join(root, ".finflow/staging"))).toEqual([]);
});

test("the memory host and the disk end in the same tree", () => {
  const root = temporaryFolder();
  runIn(root, BEFORE);
  runIn(root, AFTER);
  const host = createMemoryHost();
  expect(run(host, BEFORE).complete).toBe(true);
  expect(run(host, AFTER).complete).toBe(true);
  const onDisk = Object.entries(treeAt(root)).filter(([path, is]) => !path.startsWith(".finflow/") && is !== "folder");
  expect(Object.fromEntries(host.files())).toEqual(
    Object.fromEntries(onDisk.map(([path, content]) => [path, content.slice(4)])),
  );
});

test("law 8: a second run changes nothing, not even a time stamp", () => {
  const root = temporaryFolder();
  runIn(root, AFTER);
  const times = () =>
    fs
      .readdirSync(root, { recursive: true, encoding: "utf8" })
      .map((path) => `${path} ${fs.lstatSync(join(root, path), { bigint: true }).ctimeNs}`);
  const before = times();
  const steps: HostStep[] = [];
  const result = run(createNodeHost(root, { onStep: (step) => steps.push(step) }), AFTER);
  expect(result).toMatchObject({ complete: true, written: 0, deleted: 0 });
  expect(steps).toEqual([]);
  expect(times()).toEqual(before);
});

test("an unchanged file keeps its time stamp while others are written", () => {
  const root = temporaryFolder();
  prepare(root);
  const stamp = () => fs.statSync(join(root, "envs/prod/same.yaml"), { bigint: true }).ctimeNs;
  const before = stamp();
  expect(runIn(root, AFTER).written).toBeGreaterThan(0);
  expect(stamp()).toBe(before);
});

test("a refused plan writes nothing at all, not even its own folder, and tells all refusals at once", () => {
  const root = temporaryFolder();
  put(root, "envs/a.yaml", "mine\n");
  put(root, "envs/b.yaml", "mine\n");
  const before = treeAt(root);
  const result = runIn(root, { "envs/a.yaml": "a\n", "envs/b.yaml": "b\n", "envs/c.yaml": "c\n" });
  expect(codesOf(result)).toEqual(["output/foreign-file", "output/foreign-file"]);
  expect(treeAt(root)).toEqual(before);
  expect(runIn(root, { "envs/a.yaml": "a\n", "envs/b.yaml": "b\n" }, { force: true }).complete).toBe(true);
});

test("force covers what was there when the plan was made, not what came after", () => {
  const host = createMemoryHost({ "envs/a.yaml": "mine\n" });
  const tree = treeOf({ "envs/a.yaml": "a\n", "envs/b.yaml": "b\n" });
  const planned = plan(tree, host.snapshot(tree.files), { ...OPTIONS, force: true });
  host.put("envs/b.yaml", "mine too\n");
  expect(codesOf(apply(host, planned))).toEqual(["output/foreign-file"]);
  expect(host.files().get("envs/b.yaml")).toBe("mine too\n");
});

test("two platforms share a root without pruning one another", () => {
  const root = temporaryFolder();
  runIn(root, { "envs/a/x.yaml": "a\n", "generated/a/x.json": "1\n" }, { platform: "a" });
  runIn(root, { "envs/b/x.yaml": "b\n", "generated/b/x.json": "2\n" }, { platform: "b" });
  expect(runIn(root, { "envs/b/x.yaml": "b\n" }, { platform: "b" })).toMatchObject({
    complete: true,
    written: 0,
    deleted: 2,
  });
  expect(Object.keys(treeAt(root)).filter((path) => /^(envs|generated)\//.test(path))).toEqual([
    "envs/a",
    "envs/a/x.yaml",
    "envs/b",
    "envs/b/x.yaml",
    "generated/a",
    "generated/a/.finflow-owned",
    "generated/a/x.json",
  ]);
});

describe("host/changed-meanwhile", () => {
  test.each<[string, string, MemoryEntry]>([
    ["a file appears at a new path", "envs/new.yaml", "mine\n"],
    ["a file is saved before it is replaced", "envs/old.yaml", "mine\n"],
    ["an orphan is saved before it is deleted", "envs/orphan.yaml", "mine\n"],
  ])("%s", (_, path, entry) => {
    let isArmed = false;
    const host = createMemoryHost(
      {},
      {
        onStep: ({ operation, phase }) => {
          if (!isArmed || operation !== "write" || phase !== "before") return;
          isArmed = false;
          host.put(path, entry);
        },
      },
    );
    run(host, { "envs/old.yaml": "1\n", "envs/orphan.yaml": "1\n" });
    isArmed = true;
    const result = run(host, { "envs/old.yaml": "2\n", "envs/new.yaml": "2\n" });
    expect(codesOf(result)).toEqual(["host/changed-meanwhile"]);
    expect(host.files().get(path)).toBe("mine\n");
  });
});

test("a bug is thrown, not reported, and gives the lock back", () => {
  const root = temporaryFolder();
  const host = createNodeHost(root, {
    onStep: ({ operation }) => {
      if (operation === "rename") throw new TypeError("a bug");
    },
  });
  expect(() => run(host, { "envs/a.yaml": "a\n" })).toThrow("a bug");
  expect(runIn(root, { "envs/a.yaml": "a\n" }).complete).toBe(true);
});

test("a note of folders that points elsewhere removes nothing", () => {
  const root = temporaryFolder();
  fs.mkdirSync(join(root, "src/empty"), { recursive: true });
  fs.mkdirSync(join(root, "envs/mine"), { recursive: true });
  fs.writeFileSync(join(root, "envs/mine/x"), "mine\n");
  put(
    root,
    ".finflow/staging/folders.json",
    JSON.stringify(["src/empty", "../x", "/tmp", "envs/mine", 7, "envs/../src/empty"]),
  );
  put(root, ".finflow/staging/3", "half a fi");
  expect(runIn(root, {})).toMatchObject({ complete: true });
  expect(Object.keys(treeAt(root))).toEqual([
    ".finflow",
    ".finflow/.gitignore",
    ".finflow/staging",
    "envs",
    "envs/mine",
    "envs/mine/x",
    "src",
    "src/empty",
  ]);
});
