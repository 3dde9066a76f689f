import { compareText } from "../diagnostics/diagnostic.ts";
import type { FileTree } from "./file-tree.ts";
import { sha256, stamp } from "./mark.ts";
import type { OutputFile } from "./output-file.ts";
import { LIST_NAME, type ListEntry, printList } from "./owned-list.ts";

/** A file exactly as it has to stand on disk. */
export interface StampedFile {
  readonly path: string;
  readonly content: string;
  readonly sha256: string;
  /** Hash of the body without the mark; of a listed file, of the whole file. */
  readonly bodySha256: string;
  readonly mode: 0o644 | 0o755;
  readonly origin: string;
  /** True where the folder's list is the mark. */
  readonly listed: boolean;
}

export interface StampOptions {
  /** Name of the platform, which is the owner of what it writes. */
  readonly platform: string;
  /** The entry spec, named as the origin of the lists. */
  readonly spec: string;
}

/**
 * Input:     the tree of a run.
 * Output:    the same files with their ownership marks, and the lists of the folders that need one; in order of their paths.
 * Guarantee: every file can be recognised as ours, and as untouched, from the disk alone.
 */
export function stampTree(tree: FileTree, options: StampOptions): readonly StampedFile[] {
  const stamped: StampedFile[] = [];
  const lists = new Map<string, ListEntry[]>();
  for (const file of tree.files.values()) {
    const result = stampFile(file, options);
    stamped.push(result);
    if (!result.listed) continue;
    const folder = folderOf(file.path);
    const entries = lists.get(folder) ?? [];
    entries.push({ sha256: result.sha256, name: nameOf(file.path) });
    lists.set(folder, entries);
  }
  for (const [folder, entries] of lists) stamped.push(stampFile(listFile(folder, entries, options.spec), options));
  return stamped.sort((a, b) => compareText(a.path, b.path));
}

/** The list of a folder as a file that is itself marked. */
export function listFile(folder: string, entries: Iterable<ListEntry>, spec: string): OutputFile {
  return { path: `${folder}/${LIST_NAME}`, body: printList(entries), comment: "hash", origin: spec };
}

export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));
export const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

function stampFile(file: OutputFile, options: StampOptions): StampedFile {
  const content = stamp(file, options.platform);
  return {
    path: file.path,
    content,
    sha256: sha256(content),
    bodySha256: sha256(file.body),
    mode: file.mode ?? 0o644,
    origin: file.origin,
    listed: file.comment === "none",
  };
}
