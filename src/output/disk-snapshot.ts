import type { Fingerprint } from "./fingerprint.ts";

/** What stands at a path. Links are not followed. */
export type DiskEntry =
  | DiskFile
  | { readonly kind: "folder"; readonly empty: boolean }
  | { readonly kind: "symlink" }
  /** A device, a socket, or a folder that is never entered. */
  | { readonly kind: "other" }
  | { readonly kind: "unreadable"; readonly reason: string };

export interface DiskFile {
  readonly kind: "file";
  /** Changes with every change of the file; has no other meaning. */
  readonly version: string;
  /** Undefined where the system has no such bit. */
  readonly executable: boolean | undefined;
  /** Undefined for a file that is neither wanted, nor marked, nor listed, and for one too large to be ours. */
  readonly fingerprint?: Fingerprint;
}

/** Everything below the output roots by path, at one moment. */
export interface DiskSnapshot {
  readonly entries: ReadonlyMap<string, DiskEntry>;
}
