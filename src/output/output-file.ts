/** How the ownership mark is written: `#` (YAML, HCL, shell, Dockerfile), `//` (TypeScript), or in a list beside the file (JSON). */
export type CommentStyle = "hash" | "slash" | "none";

/** A file as an emitter makes it: a value, without the ownership mark, which `output/` adds. */
export interface OutputFile {
  /** POSIX, relative to the root, below one of the emitter's `owns`. */
  readonly path: string;
  /** LF line ends, ends with a newline. */
  readonly body: string;
  readonly comment: CommentStyle;
  /** @default 0o644 */
  readonly mode?: 0o644 | 0o755;
  /** The spec file a person edits to change this file. */
  readonly origin: string;
}
