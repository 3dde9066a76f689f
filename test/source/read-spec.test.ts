import { describe, expect, test } from "vitest";
import { createMemoryHost } from "../../src/host/memory-host.ts";
import { readSpec } from "../../src/source/read-spec.ts";
import type { SourceRead, SourceReader } from "../../src/source/source-reader.ts";

const ENTRY = "specs/finflow.yaml";

function read(files: Readonly<Record<string, string>>, entry = ENTRY) {
  const { value, diagnostics } = readSpec(entry, createMemoryHost(files));
  return {
    files: value.map(({ file }) => file),
    found: diagnostics.map(({ code, location }) => `${code} ${location?.file}:${location?.start.line}`),
    diagnostics,
  };
}

describe("include", () => {
  test("files in order, each once, never the entry", () => {
    const { files, found } = read({
      [ENTRY]: "include: ['**/*.yaml', services/b.yaml, 's*/?.yaml']",
      "specs/services/b.yaml": "b: 1",
      "specs/services/a.yaml": "a: 1",
      "specs/services/B.yaml": "b: 1",
      "specs/services/deep/c.yaml": "c: 1",
      "specs/services/.hidden.yaml": "]",
      "specs/services/notes.md": "]",
      "other/x.yaml": "]",
    });
    expect(found).toEqual([]);
    expect(files).toEqual([ENTRY, ...["B", "a", "b", "deep/c"].map((name) => `specs/services/${name}.yaml`)]);
  });

  test("a pattern without matches", () => {
    const { found, files } = read({ [ENTRY]: "include:\n  - services/*.yaml\n  - finflow.yaml\n" });
    expect(found).toEqual([`source/include-no-match ${ENTRY}:2`, `source/include-no-match ${ENTRY}:3`]);
    expect(files).toEqual([ENTRY]);
  });

  test("what matches nothing: the file itself, a misspelt one", () => {
    const { diagnostics } = read({ [ENTRY]: "include: ['f*.yaml', service.yaml]", "specs/services.yaml": "a: 1" });
    expect(diagnostics).toMatchObject([
      { message: "The include pattern f*.yaml matches no file but this one, which is read anyway." },
      { help: "Did you mean services.yaml? Patterns are relative to the folder of this file." },
    ]);
  });

  test.each(["../x.yaml", "/etc/*.yaml", "a/../../x", "..", "C:/x", "a\\b", "C:\\x"])("%s leads out", (pattern) => {
    const { found } = read({ [ENTRY]: `include: ['${pattern}']`, "x.yaml": "a: 1" });
    expect(found).toEqual([`source/include-outside ${ENTRY}:1`]);
  });

  test("included files may not include", () => {
    const { found } = read({ [ENTRY]: "include: [a.yaml]", "specs/a.yaml": "x: 1\ninclude: [b.yaml]" });
    expect(found).toEqual(["source/nested-include specs/a.yaml:2"]);
  });

  test("problems of all files at once", () => {
    const { found, files } = read({
      [ENTRY]: "a: !x 1\ninclude: ['*.yaml', z]",
      "specs/a.yaml": "]",
      "specs/b.yaml": "",
    });
    expect(found).toEqual([
      `source/tag ${ENTRY}:1`,
      `source/include-no-match ${ENTRY}:2`,
      "source/syntax specs/a.yaml:1",
      "source/empty specs/b.yaml:1",
    ]);
    expect(files).toEqual([ENTRY]);
  });

  test.each(["include: services/*.yaml", "include: { a: 1 }", "include: [1, { a: b }]", "include:", "[include]"])(
    "%s is left to the schema",
    (text) => {
      expect(read({ [ENTRY]: text })).toMatchObject({ files: [ENTRY], found: [] });
    },
  );

  test("an entry in the root folder", () => {
    expect(read({ "spec.yaml": "include: [a/*.yaml]", "a/x.yaml": "x: 1" }, "./spec.yaml").files).toEqual([
      "spec.yaml",
      "a/x.yaml",
    ]);
  });
});

describe("the entry", () => {
  const answering = (answer: SourceRead): SourceReader => ({ read: () => answer, list: () => [] });
  const codes = (entry: string, reader: SourceReader) => readSpec(entry, reader).diagnostics.map(({ code }) => code);

  test("missing, with the name that is near", () => {
    const { diagnostics } = read({ [ENTRY]: "a: 1" }, "specs/finflwo.yml");
    expect(diagnostics[0]).toMatchObject({ code: "source/missing-file", help: `Did you mean ${ENTRY}?` });
    expect(read({}, ENTRY).diagnostics[0]?.help).toContain("--spec");
  });

  test("a folder", () => {
    expect(read({ [ENTRY]: "a: 1" }, "specs").diagnostics[0]?.code).toBe("source/is-directory");
  });

  test("outside of the root", () => {
    expect(codes("../x.yaml", answering({ kind: "missing" }))).toEqual(["source/outside-root"]);
    expect(codes("/etc/passwd", answering({ kind: "missing" }))).toEqual(["source/outside-root"]);
  });

  test("unreadable or too large", () => {
    expect(codes("x", answering({ kind: "unreadable", reason: "permission denied" }))).toEqual(["source/unreadable"]);
    expect(codes("x", answering({ kind: "too-large", size: 50 * 1024 * 1024 }))).toEqual(["source/too-large"]);
  });
});
