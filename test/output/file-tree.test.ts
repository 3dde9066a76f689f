import { expect, test } from "vitest";
import { mergeFiles } from "../../src/output/file-tree.ts";
import { outputFile } from "./trees.ts";

const emitted = (emitter: string, owns: string[], ...paths: string[]) => ({
  emitter,
  owns,
  files: paths.map((path) => outputFile(path, "x\n")),
});
const codes = (...all: Parameters<typeof mergeFiles>[0]) => mergeFiles(all).diagnostics.map(({ code }) => code);

test("merges the files of the emitters in the order of their paths", () => {
  const { value, diagnostics } = mergeFiles([
    emitted("kustomize", ["envs/", "generated/kubernetes"], "envs/prod/web/b.yaml", "generated/kubernetes/web/a.yaml"),
    emitted("argocd", ["argocd/"], "argocd/prod/Z.yaml", "argocd/prod/a.yaml"),
  ]);
  expect(diagnostics).toEqual([]);
  expect(Array.from(value.files.keys())).toEqual([
    "argocd/prod/Z.yaml",
    "argocd/prod/a.yaml",
    "envs/prod/web/b.yaml",
    "generated/kubernetes/web/a.yaml",
  ]);
});

test.each([
  ["the same path", "envs/a", "envs/a"],
  ["another case", "envs/A.yaml", "envs/a.yaml"],
  ["another Unicode composition", "envs/\u00e9.yaml", "envs/e\u0301.yaml"],
  ["a file and a folder", "envs/a", "envs/a/b"],
  ["a folder and a file", "envs/a/b", "envs/a"],
  ["a file and a folder in another case", "envs/a", "envs/A/b"],
  ["folders in another case", "envs/a/x", "envs/A/y"],
])("output/path-collision: %s", (_, first, second) => {
  const { value, diagnostics } = mergeFiles([emitted("one", ["envs/"], first), emitted("two", ["envs/"], second)]);
  expect(diagnostics.map(({ code }) => code)).toEqual(["output/path-collision"]);
  expect(diagnostics[0]?.message).toMatch(/one.*two|two.*one/);
  expect(Array.from(value.files.keys())).toEqual([first]);
});

test.each([
  "/etc/passwd",
  "C:/x",
  "envs/../x",
  "../envs/x",
  "envs/./x",
  "envs//x",
  "envs/",
  "",
  "envs\\x",
  "envs/a\nb",
  "envs/a\0b",
  "envs/\ud800",
  "envs/.git/config",
  "envs/a/.GIT/hooks/x",
  "envs/.terraform/x",
  "envs/.finflow-owned",
  `envs/${"é".repeat(128)}`,
  "generated/x",
  "envsx/a",
  "envs",
  "README.md",
])("output/path-escapes: %j", (path) => {
  expect(codes(emitted("one", ["envs/"], path))).toEqual(["output/path-escapes"]);
});

test("a path outside the output roots is refused even where its emitter claims it", () => {
  expect(codes(emitted("one", ["src/"], "src/index.ts"))).toEqual(["output/path-escapes"]);
});

test("all problems are reported at once, and a message never holds a raw control character", () => {
  const { diagnostics } = mergeFiles([emitted("one", ["envs/"], "/a", "envs/\u001b[2J", "envs/a", "envs/a")]);
  expect(diagnostics).toHaveLength(3);
  for (const { message } of diagnostics) expect(message).not.toMatch(/\p{Cc}/u);
});
