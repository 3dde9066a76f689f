import { posix } from "node:path";
import type { Diagnostic, Location, PassResult } from "../diagnostics/diagnostic.ts";
import { compareText } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { report } from "../diagnostics/registry.ts";
import { decodeAnyhow } from "./decode-text.ts";
import { globFolder, matchesGlob } from "./glob.ts";
import { limits } from "./limits.ts";
import type { LocatedDocument } from "./located-document.ts";
import { parseDocument } from "./parse-document.ts";
import { isMap, own } from "./plain-data.ts";
import type { SourceReader } from "./source-reader.ts";

/** A part of the spec that could not be used: what it defines is not known, so that references to it are not called wrong. */
export interface LeftOut {
  /** The text of the file; undefined where nothing at all is known of it. */
  readonly text: string | undefined;
}

/**
 * Input:     the path of the entry file and a way to read files.
 * Output:    the entry and every file its include list names, each once, in code-unit order after the entry.
 * Guarantee: every file that could be parsed is there; what is wrong with any of them is reported together.
 */
export function readSpec(
  entry: string,
  reader: SourceReader,
): PassResult<readonly LocatedDocument[]> & { readonly leftOut: readonly LeftOut[] } {
  const file = posix.normalize(entry.replaceAll("\\", "/"));
  if (leadsOut(file)) return { value: [], diagnostics: [report("source/outside-root", { file: entry })], leftOut: [] };
  const first = readFile(file, reader);
  if (first.value === undefined) return { value: [], diagnostics: first.diagnostics, leftOut: [] };

  const documents = [first.value];
  const diagnostics = [...first.diagnostics];
  const included = includedFiles(first.value, reader);
  diagnostics.push(...included.diagnostics);
  const leftOut: LeftOut[] = included.diagnostics.map(() => ({ text: undefined }));
  for (const [path, at] of included.value) {
    const { value, diagnostics: found, text } = readFile(path, reader, at);
    diagnostics.push(...found);
    if (value === undefined) {
      // What should stand in an empty file is anybody's guess.
      leftOut.push({ text: found.some(({ code }) => code === "source/empty") ? undefined : text });
      continue;
    }
    documents.push(value);
    if (isMap(value.value) && Object.hasOwn(value.value, "include")) {
      diagnostics.push(report("source/nested-include", { file: path }, { at: value.locate(["include"], "key") }));
      leftOut.push({ text: undefined });
    }
  }
  return { value: documents, diagnostics, leftOut };
}

/** The files the include list names, in order, each with the pattern that found it first. */
function includedFiles(entry: LocatedDocument, reader: SourceReader): PassResult<readonly [string, Location][]> {
  const found = new Map<string, Location>();
  const diagnostics: Diagnostic[] = [];
  const folder = posix.dirname(entry.file);
  for (const [index, pattern] of includePatterns(entry.value)) {
    const at = entry.locate(["include", index]);
    if (pattern.includes("\\") || /^[A-Za-z]:/.test(pattern) || leadsOut(pattern)) {
      diagnostics.push(report("source/include-outside", { pattern }, { at }));
      continue;
    }
    const relative = posix.normalize(pattern);
    const matches = reader
      .list(posix.join(folder, globFolder(relative)))
      .filter((path) => path !== entry.file && matchesGlob(below(folder, path), relative));
    if (matches.length === 0) {
      const onlyItself = matchesGlob(below(folder, entry.file), relative);
      const near = /[*?]/.test(relative) ? undefined : neighbour(posix.join(folder, relative), reader);
      const suggestion = near === undefined || near === entry.file ? undefined : below(folder, near);
      diagnostics.push(report("source/include-no-match", { pattern, onlyItself, suggestion }, { at }));
    }
    for (const path of matches) if (!found.has(path)) found.set(path, at);
  }
  return { value: [...found].sort(([a], [b]) => compareText(a, b)), diagnostics };
}

/** The patterns that are texts, with their index. Other types are the schema's to report. */
function includePatterns(value: unknown): readonly (readonly [number, string])[] {
  const include = isMap(value) ? own(value, "include") : undefined;
  return (Array.isArray(include) ? include : []).flatMap((pattern: unknown, index) =>
    typeof pattern === "string" ? [[index, pattern] as const] : [],
  );
}

function readFile(
  file: string,
  reader: SourceReader,
  at?: Location,
): PassResult<LocatedDocument | undefined> & Partial<LeftOut> {
  const read = reader.read(file, limits.bytes);
  const failed = (diagnostic: Diagnostic) => ({ value: undefined, diagnostics: [diagnostic] });
  switch (read.kind) {
    case "file":
      return { ...parseDocument(read.bytes, file), text: decodeAnyhow(read.bytes) };
    case "too-large":
      return failed(report("source/too-large", { file, size: read.size, limit: limits.bytes }, { at }));
    case "directory":
      return failed(report("source/is-directory", { file }, { at }));
    case "unreadable":
      return failed(report("source/unreadable", { file, reason: read.reason }, { at }));
    case "missing":
      return failed(report("source/missing-file", { file, suggestion: neighbour(file, reader) }, { at }));
  }
}

/** The file of the same folder whose name is nearest, else the only spec there. */
function neighbour(file: string, reader: SourceReader): string | undefined {
  const folder = posix.dirname(file);
  const siblings = reader.list(folder).filter((path) => posix.dirname(path) === folder);
  const names = siblings.map((path) => posix.basename(path));
  const name = nearest(posix.basename(file), names) ?? nearest(stem(file), names.map(stem));
  return siblings.find((path) => posix.basename(path) === name || stem(path) === name);
}

const stem = (path: string): string => posix.basename(path, posix.extname(path));

function below(folder: string, path: string): string {
  return folder === "." ? path : path.slice(folder.length + 1);
}

function leadsOut(path: string): boolean {
  return path.startsWith("/") || path.split("/").includes("..");
}
