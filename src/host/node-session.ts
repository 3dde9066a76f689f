import fs from "node:fs";
import { join } from "node:path";
import { compareText } from "../diagnostics/diagnostic.ts";
import { foldersOf } from "../output/file-tree.ts";
import { OUTPUT_ROOTS } from "../output/output-roots.ts";
import { isInside } from "../output/path-problem.ts";
import type { HostStep, StagedFile, StepHook, WriteSession } from "./host.ts";
import { asProblem, errorNumber, problemError } from "./host-problem.ts";
import { versionOf } from "./node-scan.ts";
import { runStep } from "./run-step.ts";

/** Where a run prepares its files; below the root, so that moving them into place is one step. */
export const STAGING = ".finflow/staging";
const NOTED_FOLDERS = `${STAGING}/folders.json`;

export interface NodeSessionOptions {
  readonly onStep: StepHook | undefined;
  /** Waits until content is on the disk, so that a power cut leaves no empty file behind a rename. */
  readonly sync: boolean;
  readonly release: () => void;
}

/** Writes below a folder. The lock is held and the staging folder exists. */
export function createNodeSession(root: string, options: NodeSessionOptions): WriteSession {
  let stagedCount = 0;
  const absolute = (path: string) => join(root, path);
  const lstat = (path: string) =>
    asProblem(path, () => fs.lstatSync(absolute(path), { bigint: true, throwIfNoEntry: false }));

  function step<T>(operation: HostStep["operation"], path: string, change: () => T): T {
    return runStep(options.onStep, operation, path, change);
  }

  // Every segment, every time: another program may have put a link there since the scan. It costs 2 µs a segment.
  function checkFolders(path: string): void {
    for (const folder of foldersOf(path)) {
      const stat = lstat(folder);
      if (!stat) throw problemError({ kind: "changed", path: folder });
      if (stat.isSymbolicLink()) throw problemError({ kind: "symlink", path: folder });
      if (!stat.isDirectory()) throw problemError({ kind: "not-a-folder", path: folder });
    }
  }

  function checkFile(path: string, version: string | undefined): void {
    checkFolders(path);
    const stat = lstat(path);
    if (stat?.isSymbolicLink()) throw problemError({ kind: "symlink", path });
    if (stat && !stat.isFile()) throw problemError({ kind: "not-a-file", path });
    if ((stat && versionOf(stat)) !== version) throw problemError({ kind: "changed", path });
  }

  function writeNew(path: string, content: string, mode: number): void {
    const descriptor = step("open", path, () => fs.openSync(absolute(path), "wx", mode));
    try {
      step("write", path, () => {
        fs.writeFileSync(descriptor, content);
        // The umask may have taken the bit that makes the file what it has to be.
        if (mode === 0o755) fs.fchmodSync(descriptor, mode);
      });
      if (options.sync) step("sync", path, () => fs.fsyncSync(descriptor));
    } finally {
      fs.closeSync(descriptor);
    }
  }

  function recoverNotedFolders(): void {
    const noted = readNotedFolders(absolute(NOTED_FOLDERS));
    for (const folder of noted.sort((a, b) => compareText(b, a))) session.removeFolderIfEmpty(folder);
  }

  const session: WriteSession = {
    recover() {
      const leftovers = asProblem(STAGING, () => fs.readdirSync(absolute(STAGING))).map((name) => `${STAGING}/${name}`);
      if (leftovers.includes(NOTED_FOLDERS)) recoverNotedFolders();
      // The note goes last: until the rest is gone, the next run has to see that there is something to recover.
      leftovers.sort((a, b) => Number(a === NOTED_FOLDERS) - Number(b === NOTED_FOLDERS));
      for (const path of leftovers) step("unlink", path, () => fs.rmSync(absolute(path), { recursive: true }));
    },
    note(folders) {
      if (folders.length > 0) writeNew(NOTED_FOLDERS, JSON.stringify(folders), 0o644);
    },
    stage(content, mode) {
      const path = `${STAGING}/${stagedCount++}`;
      writeNew(path, content, mode);
      return path as StagedFile;
    },
    makeFolder(path) {
      checkFolders(path);
      const stat = lstat(path);
      if (stat?.isSymbolicLink()) throw problemError({ kind: "symlink", path });
      if (stat?.isDirectory()) return;
      if (stat) throw problemError({ kind: "not-a-folder", path });
      step("make-folder", path, () => fs.mkdirSync(absolute(path)));
    },
    replace(path, staged, version) {
      checkFile(path, version);
      step("rename", path, () => fs.renameSync(absolute(staged), absolute(path)));
    },
    remove(path, version) {
      checkFile(path, version);
      step("unlink", path, () => fs.unlinkSync(absolute(path)));
    },
    removeFolderIfEmpty(path) {
      const isFolder = [...foldersOf(path), path].every((folder) => lstat(folder)?.isDirectory());
      if (!isFolder) return;
      step("remove-folder", path, () => {
        try {
          fs.rmdirSync(absolute(path));
        } catch (error) {
          const isFilled = ["ENOTEMPTY", "EEXIST", "ENOENT"].includes(errorNumber(error) ?? "");
          if (!isFilled) throw error;
        }
      });
    },
    versionOf(path) {
      const stat = lstat(path);
      return stat && versionOf(stat);
    },
    end() {
      try {
        session.recover();
      } catch {
        // What could not be cleaned up is left to the next run; the reason for stopping has been told already.
      }
      options.release();
    },
  };
  return session;
}

/** The note of a run that was killed while writing it is no JSON; then it had not changed a folder yet. */
function readNotedFolders(file: string): string[] {
  try {
    const folders: unknown = JSON.parse(fs.readFileSync(file, "utf8"));
    if (!Array.isArray(folders)) return [];
    return folders.filter(
      (folder): folder is string =>
        typeof folder === "string" && isInside(folder) && OUTPUT_ROOTS.includes(folder.split("/")[0] ?? ""),
    );
  } catch {
    return [];
  }
}
