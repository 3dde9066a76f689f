import { compareText, type Diagnostic, startOf } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import type { DiskFile, DiskSnapshot } from "./disk-snapshot.ts";
import { escapeText } from "./escape-text.ts";
import { platformWord } from "./mark.ts";
import { LIST_NAME, type ListEntry } from "./owned-list.ts";
import { folderOf, nameOf } from "./stamped-tree.ts";

/** Whose a file on disk is. `edited` is ours by its mark, but its content is not what we wrote. */
export type Owner = "ours" | "edited" | "foreign";

/** Answers whose the files of a snapshot are, for one platform. */
export interface Ownership {
  ownerOf(path: string, file: DiskFile): Owner;
  /** What our list of a folder says; empty where there is none. */
  listOf(folder: string): readonly ListEntry[];
  /** Entries of lists that were ignored. */
  readonly diagnostics: readonly Diagnostic[];
}

export function ownership(snapshot: DiskSnapshot, platform: string): Ownership {
  const us = platformWord(platform);
  const lists = new Map<string, readonly ListEntry[]>();
  const hashes = new Map<string, Set<string>>();
  const diagnostics: Diagnostic[] = [];
  for (const [path, entry] of snapshot.entries) {
    const list = entry.kind === "file" ? entry.fingerprint?.list : undefined;
    if (!list || nameOf(path) !== LIST_NAME) continue;
    // The list of another platform says nothing about our files.
    if (entry.kind === "file" && entry.fingerprint?.mark?.platform !== us) continue;
    lists.set(folderOf(path), list.entries);
    for (const { name, sha256 } of list.entries) {
      const listed = `${folderOf(path)}/${name}`;
      hashes.set(listed, (hashes.get(listed) ?? new Set()).add(sha256));
    }
    for (const line of list.invalid) {
      const named = escapeText(line.slice(0, 200));
      diagnostics.push(report("output/invalid-list-entry", { path, entry: named }, { at: startOf(path) }));
    }
  }

  function ownerOf(path: string, file: DiskFile): Owner {
    const listed = hashes.get(path);
    const print = file.fingerprint;
    // Too large to be ours, but listed: somebody replaced it.
    if (!print) return listed ? "edited" : "foreign";
    if (listed?.has(print.sha256) || listed?.has(print.sha256AsLf)) return "ours";
    if (print.mark?.platform === us) {
      const { claimed, body, bodyAsLf } = print.mark;
      return claimed === body || claimed === bodyAsLf ? "ours" : "edited";
    }
    return listed ? "edited" : "foreign";
  }

  diagnostics.sort((a, b) => compareText(a.message, b.message));
  return { ownerOf, listOf: (folder) => lists.get(folder) ?? [], diagnostics };
}
