import { compareText, type Diagnostic, type PassResult } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import { escapeText } from "./escape-text.ts";
import { sayingWhatItHolds } from "./held-data.ts";
import type { OutputFile } from "./output-file.ts";
import { pathProblem } from "./path-problem.ts";

/** What one emitter made. */
export interface EmitterFiles {
  readonly emitter: string;
  /** Folders the emitter may write below, such as `argocd/`. */
  readonly owns: readonly string[];
  readonly files: readonly OutputFile[];
}

/** All files of a run by path, in code-unit order of the paths. */
export interface FileTree {
  readonly files: ReadonlyMap<string, OutputFile>;
}

interface Claim {
  readonly path: string;
  readonly emitter: string;
}

/**
 * Input:     the files of each emitter.
 * Output:    one tree.
 * Guarantee: every path is below a folder of its emitter, and no two paths are in each other's way on any file system.
 */
export function mergeFiles(perEmitter: readonly EmitterFiles[]): PassResult<FileTree> {
  const diagnostics: Diagnostic[] = [];
  const accepted: OutputFile[] = [];
  const files = new Map<string, Claim>();
  const folders = new Map<string, Claim>();
  for (const { emitter, owns, files: emitted } of perEmitter) {
    for (const file of emitted) {
      const reason = pathProblem(file.path, owns);
      if (reason !== undefined) {
        diagnostics.push(report("output/path-escapes", { path: escapeText(file.path), emitter, reason }));
        continue;
      }
      const claim = { path: file.path, emitter };
      const other = collision(claim, files, folders);
      if (other) {
        diagnostics.push(
          report("output/path-collision", { ...claim, otherPath: other.path, otherEmitter: other.emitter }),
        );
        continue;
      }
      files.set(fold(file.path), claim);
      for (const folder of foldersOf(file.path)) {
        if (!folders.has(fold(folder))) folders.set(fold(folder), { path: folder, emitter });
      }
      accepted.push(sayingWhatItHolds(file));
    }
  }
  accepted.sort((a, b) => compareText(a.path, b.path));
  return { value: { files: new Map(accepted.map((file) => [file.path, file])) }, diagnostics };
}

/** The folders a path goes through, outermost first: `a/b/c` gives `a` and `a/b`. */
export function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1)) {
    folders.push(path.slice(0, slash));
  }
  return folders;
}

/** What makes a path impossible: a file or folder of the same name, a file as one of its folders, or a folder in other letters. */
function collision(
  claim: Claim,
  files: ReadonlyMap<string, Claim>,
  folders: ReadonlyMap<string, Claim>,
): Claim | undefined {
  const taken = files.get(fold(claim.path)) ?? folders.get(fold(claim.path));
  if (taken) return taken;
  for (const folder of foldersOf(claim.path)) {
    const file = files.get(fold(folder));
    if (file) return file;
    const twin = folders.get(fold(folder));
    if (twin && twin.path !== folder) return twin;
  }
  return undefined;
}

/** macOS and Windows take names that differ in case or in Unicode composition for the same name. */
const fold = (path: string): string => path.normalize("NFC").toLowerCase();
