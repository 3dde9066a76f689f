/** How the ownership mark is written: `#` (YAML, HCL, shell, Dockerfile), `//` (TypeScript), or in a list beside the file (JSON). */
export type CommentStyle = "hash" | "slash" | "none";

/**
 * Data that goes when a file goes: what the file describes holds it. The file says so itself, in comments at the top of
 * its body, so that removing it can be refused without any state but the tree.
 */
export interface HeldData {
  readonly environment: string;
  readonly kind: "database" | "bucket";
  /** Of the service that owns the database, or of the bucket without platform, environment and account. */
  readonly name: string;
  /** What runs the database: another one starts empty. */
  readonly engine?: string;
}

/** A file as an emitter makes it: a value, without the ownership mark, which `output/` adds. */
export interface OutputFile {
  /** POSIX, relative to the root, below one of the emitter's `owns`. */
  readonly path: string;
  /** LF line ends, ends with a newline. */
  readonly body: string;
  readonly comment: CommentStyle;
  /** Only in files with `#` comments. @default none */
  readonly held?: readonly HeldData[];
  /** @default 0o644 */
  readonly mode?: 0o644 | 0o755;
  /** The spec file a person edits to change this file. */
  readonly origin: string;
}
