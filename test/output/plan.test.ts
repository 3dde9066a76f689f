import { expect, test } from "vitest";
import { apply } from "../../src/host/apply.ts";
import { createMemoryHost, type MemoryEntry } from "../../src/host/memory-host.ts";
import { checkDiagnostics } from "../../src/output/check-diagnostics.ts";
import { sha256, stamp } from "../../src/output/mark.ts";
import { LIST_NAME } from "../../src/output/owned-list.ts";
import { type Plan, plan } from "../../src/output/plan.ts";
import { refusals } from "../../src/output/refusals.ts";
import { listFile } from "../../src/output/stamped-tree.ts";
import { type Bodies, OPTIONS, outputFile, treeOf } from "./trees.ts";

const ours = (path: string, body: string, platform = OPTIONS.platform) => stamp(outputFile(path, body), platform);
const list = (folder: string, names: Readonly<Record<string, string>>, platform = OPTIONS.platform) => {
  const entries = Object.entries(names).map(([name, body]) => ({ name, sha256: sha256(body) }));
  return stamp(listFile(folder, entries, OPTIONS.spec), platform);
};

function planFor(bodies: Bodies, disk: Readonly<Record<string, MemoryEntry>>, force = false): Plan {
  const tree = treeOf(bodies);
  return plan(tree, createMemoryHost(disk).snapshot(tree.files), { ...OPTIONS, force });
}

const actions = (planned: Plan) => Object.fromEntries(planned.entries.map(({ path, action }) => [path, action]));
const checked = (planned: Plan) => checkDiagnostics(planned).map(({ code, location }) => `${code} ${location?.file}`);

test("each path gets its class, and --check names the classes apart", () => {
  const a = "envs/a.yaml";
  const disk = {
    "envs/same.yaml": ours(a, "same\n"),
    "envs/stale.yaml": ours(a, "old\n"),
    "envs/edited.yaml": `${ours(a, "edited\n")}more\n`,
    "envs/foreign.yaml": "mine\n",
    "envs/orphan.yaml": ours(a, "orphan\n"),
    "envs/edited-orphan.yaml": `${ours(a, "orphan\n")}more\n`,
    "envs/my-own.yaml": "mine\n",
    "envs/others.yaml": ours(a, "theirs\n", "other"),
    "envs/wanted-others.yaml": ours(a, "theirs\n", "other"),
  };
  const names = ["same", "stale", "edited", "foreign", "missing", "wanted-others"];
  const planned = planFor(Object.fromEntries(names.map((name) => [`envs/${name}.yaml`, `${name}\n`])), disk);
  expect(actions(planned)).toEqual({
    "envs/same.yaml": "unchanged",
    "envs/stale.yaml": "update",
    "envs/edited.yaml": "hand-edited",
    "envs/foreign.yaml": "foreign",
    "envs/missing.yaml": "create",
    "envs/orphan.yaml": "delete",
    "envs/edited-orphan.yaml": "hand-edited",
    "envs/wanted-others.yaml": "foreign",
  });
  expect(checked(planned)).toEqual([
    "output/hand-edited envs/edited-orphan.yaml",
    "output/hand-edited envs/edited.yaml",
    "output/foreign-file envs/foreign.yaml",
    "output/missing envs/missing.yaml",
    "output/orphaned envs/orphan.yaml",
    "output/stale envs/stale.yaml",
    "output/foreign-file envs/wanted-others.yaml",
  ]);
  expect(refusals(planned)).toHaveLength(4);
});

test("force takes over what was edited or foreign, and --check still says what it was", () => {
  const disk = {
    "envs/e.yaml": `${ours("envs/e.yaml", "e\n")}x`,
    "envs/f.yaml": "mine\n",
    "envs/my-own.yaml": "mine\n",
  };
  const planned = planFor({ "envs/f.yaml": "f\n" }, disk, true);
  expect(actions(planned)).toEqual({ "envs/e.yaml": "delete", "envs/f.yaml": "update" });
  expect(refusals(planned)).toEqual([]);
  expect(checked(planned)).toEqual(["output/hand-edited envs/e.yaml", "output/foreign-file envs/f.yaml"]);
});

test("a file with the wanted body is only stale, whatever happened to its mark or line ends", () => {
  const path = "envs/a.yaml";
  const text = ours(path, "a\nb\n");
  const variants = [
    text.replaceAll("\n", "\r\n"),
    text.replace("specs/finflow.yaml", "elsewhere.yaml"),
    text.replace(/sha256=\S+/, "sha256=none"),
    text.replace(/^.*\n/, ""),
  ];
  for (const variant of variants)
    expect(actions(planFor({ [path]: "a\nb\n" }, { [path]: variant }))[path]).toBe("update");
  expect(actions(planFor({ [path]: "a\nb\n" }, { [path]: "a\nb\n" }))[path]).toBe("foreign");
  expect(actions(planFor({ [path]: "new\n" }, { [path]: text.replaceAll("\n", "\r\n") }))[path]).toBe("update");
});

test("a merge conflict in the mark is a hand edit", () => {
  const text = ours("envs/a.yaml", "a\n");
  const mark = text.split("\n")[1] ?? "";
  const conflict = text.replace(mark, `<<<<<<< HEAD\n${mark}\n=======\n${mark.replace(/.$/, "0")}\n>>>>>>> main`);
  expect(actions(planFor({ "envs/a.yaml": "b\n" }, { "envs/a.yaml": conflict }))).toEqual({
    "envs/a.yaml": "hand-edited",
  });
});

test("a lost executable bit makes a file stale", () => {
  const text = ours("generated/a.sh", "#!/bin/sh\n");
  expect(actions(planFor({ "generated/a.sh": "#!/bin/sh\n" }, { "generated/a.sh": text }))).toEqual({
    "generated/a.sh": "update",
  });
  const disk = { "generated/a.sh": { text, executable: true } };
  expect(actions(planFor({ "generated/a.sh": "#!/bin/sh\n" }, disk))).toEqual({ "generated/a.sh": "unchanged" });
});

test("files without comments belong to the list of their folder", () => {
  const disk = {
    "generated/d/.finflow-owned": list("generated/d", {
      "same.json": "1\n",
      "old.json": "2\n",
      "edited.json": "3\n",
      "gone.json": "4\n",
      "x.json": "5\n",
    }),
    "generated/d/same.json": "1\n",
    "generated/d/old.json": "2\n",
    "generated/d/edited.json": "33\n",
    "generated/d/gone.json": "4\r\n",
    "generated/d/x.json": "55\n",
    "generated/d/mine.json": "mine\n",
    "generated/d/foreign.json": "mine\n",
    "generated/d/adopted.json": "7\n",
  };
  const wanted = ["same:1", "old:22", "edited:333", "foreign:6", "adopted:7", "new:8"].map((item) => item.split(":"));
  const bodies = Object.fromEntries(wanted.map(([name, body]) => [`generated/d/${name}.json`, `${body}\n`]));
  expect(actions(planFor(bodies, disk))).toEqual({
    "generated/d/.finflow-owned": "update",
    "generated/d/same.json": "unchanged",
    "generated/d/old.json": "update",
    "generated/d/edited.json": "hand-edited",
    "generated/d/foreign.json": "foreign",
    "generated/d/adopted.json": "unchanged",
    "generated/d/new.json": "create",
    "generated/d/gone.json": "delete",
    "generated/d/x.json": "hand-edited",
  });
});

test("the list of another platform gives no right, and blocks files without comments beside it", () => {
  const disk = {
    "generated/.finflow-owned": list("generated", { "a.json": "1\n" }, "other"),
    "generated/a.json": "1\n",
  };
  expect(actions(planFor({}, disk))).toEqual({});
  expect(actions(planFor({ "generated/b.json": "2\n" }, disk))).toEqual({
    "generated/.finflow-owned": "foreign",
    "generated/b.json": "create",
  });
});

test("output/invalid-list-entry: a hostile list gives no right to anything outside its folder", () => {
  const body = ["../../README.md", "/etc/passwd", "sub/x.json", "..", "ok.json"].map(
    (name) => `${sha256("x")}  ${name}\n`,
  );
  const disk = {
    "README.md": "x",
    "envs/README.md": "x",
    "generated/d/.finflow-owned": stamp(
      { path: `generated/d/${LIST_NAME}`, body: body.join(""), comment: "hash", origin: "x" },
      OPTIONS.platform,
    ),
    "generated/d/sub/x.json": "x",
    "generated/d/ok.json": "x",
  };
  const planned = planFor({}, disk);
  expect(actions(planned)).toEqual({ "generated/d/.finflow-owned": "delete", "generated/d/ok.json": "delete" });
  expect(checked(planned).filter((line) => line.startsWith("output/invalid-list-entry"))).toHaveLength(4);
  const host = createMemoryHost(disk);
  const tree = treeOf({});
  expect(apply(host, plan(tree, host.snapshot(tree.files), OPTIONS)).complete).toBe(true);
  expect(Array.from(host.files().keys())).toEqual(["README.md", "envs/README.md", "generated/d/sub/x.json"]);
});

test.each<[string, string, MemoryEntry]>([
  ["host/symlink", "envs", { symlink: "/tmp" }],
  ["host/symlink", "envs/prod", { symlink: "/tmp" }],
  ["host/symlink", "envs/prod/a.yaml", { symlink: "/etc/passwd" }],
  ["host/not-a-folder", "envs/prod", "mine\n"],
  ["host/not-a-file", "envs/prod/a.yaml/mine", "mine\n"],
  ["host/not-a-file", "envs/prod/a.yaml", { folder: true }],
])("%s at %s blocks the plan, even with force", (code, path, entry) => {
  const planned = planFor({ "envs/prod/a.yaml": "a\n", "argocd/b.yaml": "b\n" }, { [path]: entry }, true);
  expect(refusals(planned).map((diagnostic) => diagnostic.code)).toEqual([code]);
  expect(checked(planned)).toContain(`${code} envs/prod/a.yaml`);
});

test("an orphan may stand where a folder or a file is wanted", () => {
  const fileThenFolder = planFor({ "envs/a/b.yaml": "b\n" }, { "envs/a": ours("envs/a", "a\n") });
  expect(actions(fileThenFolder)).toEqual({ "envs/a": "delete", "envs/a/b.yaml": "create" });
  expect(fileThenFolder.newFolders).toEqual(["envs/a"]);
  const folderThenFile = planFor({ "envs/a": "a\n" }, { "envs/a/b.yaml": ours("envs/a/b.yaml", "b\n") });
  expect(actions(folderThenFile)).toEqual({ "envs/a": "create", "envs/a/b.yaml": "delete" });
  expect(folderThenFile.emptiedFolders).toEqual(["envs/a"]);
});

test("folders are removed only when the deletes of the plan empty them", () => {
  const disk = {
    "envs/a/b/c.yaml": ours("envs/a/b/c.yaml", "c\n"),
    "envs/mine/own.yaml": ours("envs/mine/own.yaml", "o\n"),
    "envs/mine/notes.txt": "mine\n",
    "envs/empty": { folder: true },
  } as const;
  expect(planFor({}, disk).emptiedFolders).toEqual(["envs/a/b", "envs/a"]);
});
