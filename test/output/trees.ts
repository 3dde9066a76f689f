import { type FileTree, mergeFiles } from "../../src/output/file-tree.ts";
import type { CommentStyle, OutputFile } from "../../src/output/output-file.ts";
import { OUTPUT_ROOTS } from "../../src/output/output-roots.ts";

export const OPTIONS = { platform: "finflow", spec: "specs/finflow.yaml" };

/** How a test writes a tree: path to body; the ending of the path decides the comment style and the mode. */
export type Bodies = Readonly<Record<string, string>>;

export function outputFile(path: string, body: string): OutputFile {
  const comment: CommentStyle = path.endsWith(".json") ? "none" : path.endsWith(".ts") ? "slash" : "hash";
  const file = { path, body, comment, origin: OPTIONS.spec };
  return path.endsWith(".sh") ? { ...file, mode: 0o755 } : file;
}

export function treeOf(bodies: Bodies): FileTree {
  const files = Object.entries(bodies).map(([path, body]) => outputFile(path, body));
  const { value, diagnostics } = mergeFiles([{ emitter: "test", owns: OUTPUT_ROOTS, files }]);
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return value;
}
