import { compareText } from "../diagnostics/diagnostic.ts";

/** The file that lists the owned files of its folder whose format has no comments. */
export const LIST_NAME = ".finflow-owned";

/** One owned file: a name in the folder of the list. While a file is being replaced it has two entries. */
export interface ListEntry {
  readonly sha256: string;
  readonly name: string;
}

export interface OwnedList {
  readonly entries: readonly ListEntry[];
  /** Lines that name no file of this folder. They give no right to touch anything. */
  readonly invalid: readonly string[];
}

/** The body of a list, in the format of `sha256sum --check`. */
export function printList(entries: Iterable<ListEntry>): string {
  const lines = Array.from(entries, (entry) => `${entry.sha256}  ${entry.name}`);
  return Array.from(new Set(lines))
    .sort((a, b) => compareText(a.slice(66), b.slice(66)) || compareText(a, b))
    .map((line) => `${line}\n`)
    .join("");
}

/** Reads a list from disk. It is committed and may have been edited by anyone, so every name is checked. */
export function readList(text: string): OwnedList {
  const entries: ListEntry[] = [];
  const invalid: string[] = [];
  for (const line of text.replace(/^\ufeff/, "").split(/\r?\n/)) {
    if (line === "" || line.startsWith("#")) continue;
    const [, sha256, name] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
    if (sha256 !== undefined && name !== undefined && isPlainName(name)) entries.push({ sha256, name });
    else invalid.push(line);
  }
  return { entries, invalid };
}

function isPlainName(name: string): boolean {
  return !/[/\\\p{Cc}]/u.test(name) && name !== "." && name !== ".." && name.toLowerCase() !== LIST_NAME;
}
