import type { DiskSnapshot } from "../output/disk-snapshot.ts";
import type { SourceReader } from "../source/source-reader.ts";

/**
 * All I/O of a run. Paths are POSIX and relative to the root. The node host works on a folder, the memory host on a map.
 */
export interface Host extends SourceReader {
  /** Looks at everything below the output roots. Content is read where a file is wanted, marked or listed. */
  snapshot(wanted: { has(path: string): boolean }): DiskSnapshot;
  /** True where a run that died has left temporary files behind. */
  hasLeftovers(): boolean;
  /** True where a run has ever written here, so that one may be writing right now. */
  hasLock(): boolean;
  /**
   * Takes the lock and prepares the staging area. Undefined when the lock stayed taken.
   * Throws a `HostProblem`, as all methods of the session do.
   */
  begin(options: BeginOptions): WriteSession | undefined;
}

export interface BeginOptions {
  /** How long to wait for another run. */
  readonly timeoutMs: number;
  /** Called once when there is another run to wait for. */
  readonly onWait: () => void;
}

/** A file that is written in full and waits to be moved into place. */
export type StagedFile = string & { readonly staged: unique symbol };

/** The right to write, held until `end`. Each step leaves every file whole. */
export interface WriteSession {
  /** Removes what dead runs have left: temporary files, and folders they made or emptied that hold nothing. */
  recover(): void;
  /** Notes the folders this run will make or empty, so that a later run can recover them. */
  note(folders: readonly string[]): void;
  stage(content: string, mode: 0o644 | 0o755): StagedFile;
  makeFolder(path: string): void;
  /** Moves a staged file to its path, if what stands there still has that version (undefined: if nothing does). */
  replace(path: string, staged: StagedFile, version: string | undefined): void;
  /** Deletes a file, if it still has that version. */
  remove(path: string, version: string | undefined): void;
  /** Deletes a folder if it is empty. */
  removeFolderIfEmpty(path: string): void;
  /** Version of the file at a path; undefined where there is none. */
  versionOf(path: string): string | undefined;
  /** Cleans up as `recover` does and gives the lock back. Never throws. */
  end(): void;
}

/** One change of the file system, as tests and `--verbose` see it. */
export interface HostStep {
  readonly phase: "before" | "after";
  readonly operation: "make-folder" | "open" | "write" | "sync" | "rename" | "unlink" | "remove-folder";
  /** Relative to the root; a path below `.finflow` for the writer's own files. */
  readonly path: string;
}

/** Called around every change. What it throws is taken for the failure of that change. */
export type StepHook = (step: HostStep) => void;
