/** What reading one file gave. */
export type SourceRead =
  | { readonly kind: "file"; readonly bytes: Uint8Array }
  /** The file is larger than the limit that was asked for; its bytes were not read. */
  | { readonly kind: "too-large"; readonly size: number }
  | { readonly kind: "directory" }
  | { readonly kind: "missing" }
  | { readonly kind: "unreadable"; readonly reason: string };

/** The only way `source/` sees files. The node host and the in-memory host implement it. Paths are POSIX, relative to the root. */
export interface SourceReader {
  read(path: string, limitBytes: number): SourceRead;
  /** Paths of all files below a folder, links not followed, in code-unit order; empty where there is no such folder. */
  list(folder: string): readonly string[];
}
