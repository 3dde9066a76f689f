import { Buffer } from "node:buffer";
import { posix } from "node:path";
import { compareText } from "../diagnostics/diagnostic.ts";
import type { DiskEntry } from "../output/disk-snapshot.ts";
import { foldersOf } from "../output/file-tree.ts";
import { fingerprint } from "../output/fingerprint.ts";
import { NEVER_ENTERED, OUTPUT_ROOTS } from "../output/output-roots.ts";
import { LIST_NAME } from "../output/owned-list.ts";
import { nameOf } from "../output/stamped-tree.ts";
import type { Host, HostStep, StagedFile, StepHook, WriteSession } from "./host.ts";
import { problemError } from "./host-problem.ts";
import { runStep } from "./run-step.ts";

/** What a memory host can hold at a path. */
export type MemoryEntry =
  | string
  | Uint8Array
  | { readonly text: string; readonly executable: boolean }
  | { readonly symlink: string }
  | { readonly folder: true };

export interface MemoryHost extends Host {
  /** The files as text, in order of their paths; without links and folders. */
  files(): ReadonlyMap<string, string>;
  /** Puts an entry at a path, as another program would. */
  put(path: string, entry: MemoryEntry): void;
  /** Paths of all folders in order. */
  folders(): readonly string[];
}

interface MemoryFile {
  readonly bytes: Uint8Array;
  readonly executable: boolean;
  readonly version: string;
}

/** A host without a disk, for tests and for users of the library. It starts with these files. */
export function createMemoryHost(
  initial: Readonly<Record<string, MemoryEntry>> = {},
  options: { readonly onStep?: StepHook } = {},
): MemoryHost {
  const files = new Map<string, MemoryFile>();
  const symlinks = new Map<string, string>();
  const folders = new Set<string>();
  const stagedFiles = new Map<string, MemoryFile>();
  let noted: readonly string[] = [];
  let isLocked = false;
  let wasLocked = false;
  let versions = 0;

  function makeFile(bytes: Uint8Array, executable: boolean): MemoryFile {
    versions++;
    return { bytes, executable, version: String(versions) };
  }

  function put(path: string, entry: MemoryEntry): void {
    for (const folder of foldersOf(path)) folders.add(folder);
    files.delete(path);
    symlinks.delete(path);
    if (typeof entry === "string") files.set(path, makeFile(Buffer.from(entry), false));
    else if (entry instanceof Uint8Array) files.set(path, makeFile(entry, false));
    else if ("text" in entry) files.set(path, makeFile(Buffer.from(entry.text), entry.executable));
    else if ("symlink" in entry) symlinks.set(path, entry.symlink);
    else folders.add(path);
  }
  for (const [path, entry] of Object.entries(initial)) put(path, entry);

  const isBelow = (folder: string) => (path: string) => folder === "." || path.startsWith(`${folder}/`);
  const isEntered = (path: string) => !path.split("/").some((name) => NEVER_ENTERED.has(name));
  const isEmpty = (folder: string) => ![...files.keys(), ...symlinks.keys(), ...folders].some(isBelow(folder));

  function step<T>(operation: HostStep["operation"], path: string, change: () => T): T {
    return runStep(options.onStep, operation, path, change);
  }

  function checkFolders(path: string): void {
    for (const folder of foldersOf(path)) {
      if (symlinks.has(folder)) throw problemError({ kind: "symlink", path: folder });
      if (files.has(folder)) throw problemError({ kind: "not-a-folder", path: folder });
      if (!folders.has(folder)) throw problemError({ kind: "changed", path: folder });
    }
  }

  function checkFile(path: string, version: string | undefined): void {
    checkFolders(path);
    if (symlinks.has(path)) throw problemError({ kind: "symlink", path });
    if (folders.has(path)) throw problemError({ kind: "not-a-file", path });
    if (files.get(path)?.version !== version) throw problemError({ kind: "changed", path });
  }

  const session: WriteSession = {
    recover() {
      for (const name of stagedFiles.keys()) step("unlink", `.finflow/staging/${name}`, () => stagedFiles.delete(name));
      for (const folder of [...noted].sort((a, b) => compareText(b, a))) session.removeFolderIfEmpty(folder);
      noted = [];
    },
    note(list) {
      noted = step("write", ".finflow/staging/folders.json", () => list);
    },
    stage(content, mode) {
      const name = String(stagedFiles.size);
      step("write", `.finflow/staging/${name}`, () => {
        stagedFiles.set(name, makeFile(Buffer.from(content), mode === 0o755));
      });
      return name as StagedFile;
    },
    makeFolder(path) {
      checkFolders(path);
      if (symlinks.has(path)) throw problemError({ kind: "symlink", path });
      if (files.has(path)) throw problemError({ kind: "not-a-folder", path });
      step("make-folder", path, () => folders.add(path));
    },
    replace(path, staged, version) {
      checkFile(path, version);
      step("rename", path, () => {
        const file = stagedFiles.get(staged);
        if (!file) throw problemError({ kind: "changed", path });
        stagedFiles.delete(staged);
        files.set(path, file);
      });
    },
    remove(path, version) {
      checkFile(path, version);
      step("unlink", path, () => files.delete(path));
    },
    removeFolderIfEmpty(path) {
      if (folders.has(path) && isEmpty(path)) step("remove-folder", path, () => folders.delete(path));
    },
    versionOf: (path) => files.get(path)?.version,
    end() {
      try {
        session.recover();
      } catch {
        // What could not be cleaned up is left to the next run.
      }
      isLocked = false;
    },
  };

  return {
    read(path, limitBytes) {
      const normal = posix.normalize(path);
      const file = files.get(symlinks.get(normal) ?? normal);
      if (folders.has(normal) || normal === ".") return { kind: "directory" };
      if (!file) return { kind: "missing" };
      const size = file.bytes.length;
      return size > limitBytes ? { kind: "too-large", size } : { kind: "file", bytes: file.bytes };
    },
    list(folder) {
      const isWanted = isBelow(posix.join(folder, "."));
      return Array.from(files.keys()).filter(isWanted).filter(isEntered).sort(compareText);
    },
    // All content is in memory, so it is looked at whether it is wanted or not.
    snapshot() {
      const entries = new Map<string, DiskEntry>();
      const isOutput = (path: string) => OUTPUT_ROOTS.some((root) => path === root || path.startsWith(`${root}/`));
      for (const path of Array.from(folders).filter(isOutput)) {
        if (isEntered(path)) entries.set(path, { kind: "folder", empty: isEmpty(path) });
        else if (!foldersOf(path).some((folder) => !isEntered(folder))) entries.set(path, { kind: "other" });
      }
      for (const path of Array.from(symlinks.keys()).filter(isOutput).filter(isEntered)) {
        entries.set(path, { kind: "symlink" });
      }
      for (const [path, { bytes, executable, version }] of files) {
        if (!isOutput(path) || !isEntered(path)) continue;
        entries.set(path, {
          kind: "file",
          version,
          executable,
          fingerprint: fingerprint(bytes, nameOf(path) === LIST_NAME),
        });
      }
      return { entries };
    },
    hasLeftovers: () => !isLocked && (stagedFiles.size > 0 || noted.length > 0),
    hasLock: () => wasLocked,
    begin({ onWait }) {
      // Nobody could free the lock while this call waits for it, so it does not wait.
      if (isLocked) onWait();
      if (isLocked) return undefined;
      isLocked = true;
      wasLocked = true;
      return session;
    },
    files: () =>
      new Map(
        Array.from(files.keys())
          .sort(compareText)
          .map((path) => [path, Buffer.from(files.get(path)?.bytes ?? []).toString()]),
      ),
    put,
    folders: () => Array.from(folders).sort(compareText),
  };
}
