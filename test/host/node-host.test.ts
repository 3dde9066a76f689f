import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createMemoryHost } from "../../src/host/memory-host.ts";
import { createNodeHost } from "../../src/host/node-host.ts";
import { stamp } from "../../src/output/mark.ts";
import { outputFile } from "../output/trees.ts";
import { codesOf, put, run, runIn, temporaryFolder, treeAt } from "./disk.ts";

const CHILD = join(import.meta.dirname, "apply-child.ts");
const NODE = join(import.meta.dirname, "../../node_modules/.bin/node");
const BODIES = { "envs/prod/a.yaml": "a\n", "generated/b.json": "b\n" };

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.log("skipped: the tests of mounts and of other users need root");

function mount(folder: string, ...options: readonly string[]): void {
  fs.mkdirSync(folder, { recursive: true });
  execFileSync("mount", [...options, folder]);
  onTestFinished(() => {
    spawnSync("umount", [folder]);
  });
}

describe("host/symlink", () => {
  test.each([
    "envs",
    "envs/prod",
    "envs/prod/a.yaml",
    "generated/.finflow-owned",
    ".finflow",
    ".finflow/staging",
    ".finflow/lock.sqlite",
    ".finflow/.gitignore",
  ])("a link at %s is refused and what it points to is untouched", (path) => {
    const root = temporaryFolder();
    const outside = temporaryFolder();
    const target = join(outside, "target");
    if (/\.\w+$/.test(path) && path !== ".finflow") fs.writeFileSync(target, "");
    else fs.mkdirSync(target);
    fs.mkdirSync(join(root, path, ".."), { recursive: true });
    fs.symlinkSync(target, join(root, path));
    const before = treeAt(outside);
    const result = runIn(root, BODIES, { force: true });
    expect(codesOf(result)).toContain("host/symlink");
    expect(treeAt(outside)).toEqual(before);
    expect(fs.readdirSync(outside)).toEqual(["target"]);
    expect(treeAt(root)["generated/b.json"]).toBeUndefined();
  });

  test("a link that appears after the plan was made is found right before the write", () => {
    const root = temporaryFolder();
    const outside = temporaryFolder();
    fs.mkdirSync(join(root, "envs/prod"), { recursive: true });
    const onStep = ({ operation }: { operation: string }) => {
      if (operation !== "open" || fs.lstatSync(join(root, "envs/prod")).isSymbolicLink()) return;
      fs.rmdirSync(join(root, "envs/prod"));
      fs.symlinkSync(outside, join(root, "envs/prod"));
    };
    const result = run(createNodeHost(root, { onStep }), BODIES);
    expect(codesOf(result)).toEqual(["host/symlink"]);
    expect(fs.readdirSync(outside)).toEqual([]);
  });

  test("the search for orphans follows no link", () => {
    const root = temporaryFolder();
    const outside = temporaryFolder();
    put(outside, "ours.yaml", stamp(outputFile("envs/x", "x\n"), "finflow"));
    fs.mkdirSync(join(root, "envs"));
    fs.symlinkSync(outside, join(root, "envs/link"));
    fs.symlinkSync(join(outside, "ours.yaml"), join(root, "envs/ours.yaml"));
    expect(runIn(root, {})).toMatchObject({ complete: true, deleted: 0 });
    expect(fs.readdirSync(outside)).toEqual(["ours.yaml"]);
  });
});

test("host/not-a-folder and host/not-a-file", () => {
  const root = temporaryFolder();
  put(root, ".finflow", "mine\n");
  expect(codesOf(runIn(root, BODIES))).toEqual(["host/not-a-folder"]);
  fs.rmSync(join(root, ".finflow"));
  fs.mkdirSync(join(root, ".finflow/lock.sqlite"), { recursive: true });
  expect(codesOf(runIn(root, BODIES))).toEqual(["host/not-a-file"]);
  fs.rmSync(join(root, ".finflow"), { recursive: true });
  execFileSync("mkfifo", [join(root, "generated")]);
  expect(codesOf(runIn(root, BODIES))).toEqual(["host/not-a-folder", "host/not-a-folder"]);
});

test("huge, binary and oddly named foreign files do not disturb the search", () => {
  const root = temporaryFolder();
  fs.mkdirSync(join(root, "terraform"));
  fs.writeFileSync(join(root, "terraform/huge"), "");
  fs.truncateSync(join(root, "terraform/huge"), 8 * 2 ** 30);
  put(root, "terraform/nul\u0001\n", new Uint8Array([0, 0xff, 0xfe, 0x80]));
  fs.writeFileSync(Buffer.from(`${root}/terraform/\xff\xfe`, "latin1"), "not a UTF-8 name\n");
  fs.writeFileSync(join(root, "terraform/b.json"), "");
  fs.truncateSync(join(root, "terraform/b.json"), 8 * 2 ** 30);
  const started = performance.now();
  expect(codesOf(runIn(root, { ...BODIES, "terraform/b.json": "b\n" }))).toEqual(["output/foreign-file"]);
  expect(runIn(root, BODIES)).toMatchObject({ complete: true, diagnostics: [] });
  expect(performance.now() - started).toBeLessThan(2000);
});

test("a change within a clock tick and with the same size is seen by the next look of the same host", () => {
  const root = temporaryFolder();
  const host = createNodeHost(root, { sync: false });
  for (let index = 0; index < 200; index++) {
    expect(run(host, { "envs/a.yaml": `${index % 10}\n` }, { force: true }).complete).toBe(true);
    const path = join(root, "envs/a.yaml");
    fs.writeFileSync(path, fs.readFileSync(path, "utf8").replace(/.\n$/, "x\n"));
  }
});

test("reads and lists as the memory host does", () => {
  const root = temporaryFolder();
  const files = {
    "specs/b.yaml": "b\n",
    "specs/sub/a.yaml": "aa\n",
    "specs/B.yaml": "B\n",
    "specs/node_modules/x": "x\n",
  };
  for (const [path, text] of Object.entries(files)) put(root, path, text);
  fs.symlinkSync("b.yaml", join(root, "specs/link.yaml"));
  const memory = createMemoryHost({ ...files, "specs/link.yaml": { symlink: "specs/b.yaml" } });
  for (const host of [createNodeHost(root), memory]) {
    for (const folder of ["specs", "specs/", "./specs"]) {
      expect(host.list(folder).map((path) => path.replace(/^\.\//, ""))).toEqual([
        "specs/B.yaml",
        "specs/b.yaml",
        "specs/sub/a.yaml",
      ]);
    }
    expect(host.list(".")).toEqual(host.list("specs"));
    expect(host.list("nowhere")).toEqual([]);
    expect(host.read("specs/b.yaml", 2)).toMatchObject({ kind: "file" });
    expect(host.read("specs/link.yaml", 2)).toMatchObject({ kind: "file" });
    expect(host.read("specs/sub/a.yaml", 2)).toEqual({ kind: "too-large", size: 3 });
    expect(host.read("specs", 9)).toEqual({ kind: "directory" });
    expect(host.read("specs/none.yaml", 9)).toEqual({ kind: "missing" });
    expect(host.read("specs/b.yaml/x", 9)).toEqual({ kind: "missing" });
  }
  expect(createNodeHost(root).read("specs/\0", 9)).toMatchObject({ kind: "unreadable" });
});

describe.skipIf(!isRoot)("what only a real system refuses (needs root)", () => {
  test("host/write-failed: a full disk changes no file", () => {
    const root = temporaryFolder();
    mount(root, "-t", "tmpfs", "-o", "size=128k", "tmpfs");
    expect(runIn(root, { "envs/old.yaml": "old\n", "envs/orphan.yaml": "orphan\n" }).complete).toBe(true);
    const before = treeAt(root);
    const bodies = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`envs/n${index}.yaml`, "x".repeat(8000)]),
    );
    const result = runIn(root, { "envs/old.yaml": "new\n", ...bodies });
    expect(codesOf(result)).toEqual(["host/write-failed"]);
    expect(result.diagnostics[0]?.message).toContain("the disk is full (ENOSPC). 0 of 42 changes");
    expect(treeAt(root)).toEqual(before);
    expect(runIn(root, { "envs/old.yaml": "new\n" }).complete).toBe(true);
  });

  test("host/write-failed: a read-only file system", () => {
    const root = temporaryFolder();
    runIn(root, BODIES);
    mount(root, "--bind", root);
    execFileSync("mount", ["-o", "remount,ro,bind", root]);
    const result = runIn(root, { ...BODIES, "envs/c.yaml": "c\n" });
    expect(codesOf(result)).toEqual(["host/write-failed"]);
    expect(runIn(root, BODIES)).toMatchObject({ complete: true, diagnostics: [] });
  });

  test("host/write-failed: a user without the right to write; host/unreadable: nor to read", () => {
    const root = temporaryFolder();
    runIn(root, { ...BODIES, "envs/private/x.yaml": "x\n" });
    const bodies = join(temporaryFolder(), "bodies.json");
    const asNobody = (next: Record<string, string>) => {
      fs.writeFileSync(bodies, JSON.stringify(next));
      fs.chmodSync(join(bodies, ".."), 0o755);
      const source = "process.setgid(65534); process.setuid(65534); await import(process.argv[1]);";
      const args = ["--input-type=module", "-e", source, "--", CHILD, root, bodies];
      const child = spawnSync(NODE, args, { encoding: "utf8" });
      expect(child.stderr).toBe("");
      return JSON.parse(child.stdout);
    };
    fs.chmodSync(root, 0o755);
    const wanted = { ...BODIES, "envs/private/x.yaml": "x\n" };
    expect(asNobody(wanted)).toMatchObject({ complete: true, written: 0 });
    expect(asNobody({ ...wanted, "envs/c.yaml": "c\n" })).toMatchObject({
      complete: false,
      codes: ["host/write-failed"],
    });
    fs.chmodSync(join(root, "envs/private"), 0o700);
    expect(asNobody(BODIES)).toMatchObject({ complete: true, codes: ["host/unreadable-skipped"] });
    execFileSync("chown", ["-R", "65534", root]);
    execFileSync("chown", ["0", join(root, "envs/private")]);
    expect(asNobody(wanted)).toMatchObject({ complete: false, codes: ["host/unreadable"] });
    fs.chmodSync(join(root, "envs/private"), 0o755);
    execFileSync("chown", ["0", join(root, "generated/b.json")]);
    fs.chmodSync(join(root, "generated/b.json"), 0o600);
    expect(asNobody(wanted)).toMatchObject({ complete: false, codes: ["host/unreadable"] });
  });

  test("host/other-file-system: a folder of the output is a mount of its own", () => {
    const root = temporaryFolder();
    mount(join(root, "envs"), "-t", "tmpfs", "-o", "size=64k", "tmpfs");
    expect(codesOf(runIn(root, BODIES))).toEqual(["host/other-file-system"]);
    const bound = temporaryFolder();
    mount(join(bound, "envs"), "--bind", temporaryFolder());
    expect(codesOf(runIn(bound, BODIES))).toEqual(["host/other-file-system"]);
  });
});
