import { Buffer } from "node:buffer";
import fs from "node:fs";
import { join } from "node:path";
import { compareText } from "../diagnostics/diagnostic.ts";
import type { DiskEntry, DiskFile, DiskSnapshot } from "../output/disk-snapshot.ts";
import { type Fingerprint, fingerprint } from "../output/fingerprint.ts";
import { MARK_BYTES, mayHaveMark } from "../output/mark.ts";
import { NEVER_ENTERED, OUTPUT_ROOTS } from "../output/output-roots.ts";
import { LIST_NAME } from "../output/owned-list.ts";
import { errorNumber, reasonOf } from "./host-problem.ts";

/** No file of ours comes near; a larger one is not read. */
const LARGEST_FILE = 64 * 1024 * 1024;
/** File times are no finer than a clock tick: a file changed this shortly before it was read may have changed again since. */
const CLOCK_TICK_NS = 50_000_000n;

interface Remembered {
  readonly file: DiskFile;
  readonly readAt: bigint;
}

/** Looks at the output roots of a folder. Files that did not change since the last look are not read again. */
export function createScan(root: string): (wanted: { has(path: string): boolean }) => DiskSnapshot {
  let memory: ReadonlyMap<string, Remembered> = new Map();
  const headBuffer = Buffer.allocUnsafe(MARK_BYTES);

  return (wanted) => {
    const entries = new Map<string, DiskEntry>();
    const remembered = new Map<string, Remembered>();

    function scanPath(path: string): void {
      const entry = entryAt(join(root, path), path);
      if (entry) entries.set(path, entry);
    }

    function entryAt(absolute: string, path: string): DiskEntry | undefined {
      return orUnreadable(() => {
        const stat = fs.lstatSync(absolute, { bigint: true });
        if (stat.isSymbolicLink()) return { kind: "symlink" };
        if (stat.isDirectory()) return scanFolder(absolute, path);
        return stat.isFile() ? scanFile(absolute, path, stat, wanted.has(path)) : { kind: "other" };
      });
    }

    function scanFolder(absolute: string, path: string): DiskEntry {
      const children = fs.readdirSync(absolute, { withFileTypes: true });
      children.sort((a, b) => compareText(a.name, b.name));
      const listed = new Set<string>();
      if (children.some((child) => child.name === LIST_NAME && child.isFile())) {
        const list = entryAt(join(absolute, LIST_NAME), `${path}/${LIST_NAME}`);
        const entries = list?.kind === "file" ? (list.fingerprint?.list?.entries ?? []) : [];
        for (const { name } of entries) listed.add(name);
      }
      for (const child of children) {
        const childPath = `${path}/${child.name}`;
        const childAbsolute = `${absolute}/${child.name}`;
        let entry: DiskEntry | undefined;
        if (child.isDirectory()) {
          entry = NEVER_ENTERED.has(child.name)
            ? { kind: "other" }
            : orUnreadable(() => scanFolder(childAbsolute, childPath));
        } else if (child.isSymbolicLink()) entry = { kind: "symlink" };
        else if (child.isFile()) {
          const needed = listed.has(child.name) || child.name === LIST_NAME || wanted.has(childPath);
          entry = orUnreadable(() =>
            scanFile(childAbsolute, childPath, fs.lstatSync(childAbsolute, { bigint: true }), needed),
          );
        } else entry = { kind: "other" };
        if (entry) entries.set(childPath, entry);
      }
      return { kind: "folder", empty: children.length === 0 };
    }

    function scanFile(absolute: string, path: string, stat: fs.BigIntStats, isNeeded: boolean): DiskFile {
      const version = versionOf(stat);
      const known = memory.get(path);
      const isKnown =
        known?.file.version === version &&
        stat.ctimeNs + CLOCK_TICK_NS < known.readAt &&
        (known.file.fingerprint !== undefined || !isNeeded);
      if (isKnown) {
        remembered.set(path, known);
        return known.file;
      }
      const readAt = BigInt(Date.now()) * 1_000_000n;
      const print = readFingerprint(absolute, Number(stat.size), isNeeded, path.endsWith(`/${LIST_NAME}`));
      const executable = process.platform === "win32" ? undefined : (stat.mode & 0o100n) !== 0n;
      const file: DiskFile = { kind: "file", version, executable, ...(print && { fingerprint: print }) };
      remembered.set(path, { file, readAt });
      return file;
    }

    function readFingerprint(
      absolute: string,
      size: number,
      isNeeded: boolean,
      isList: boolean,
    ): Fingerprint | undefined {
      const descriptor = openToRead(absolute);
      try {
        const headLength = fs.readSync(descriptor, headBuffer);
        const head = headBuffer.subarray(0, headLength);
        if (!isNeeded && !mayHaveMark(head)) return undefined;
        if (headLength < MARK_BYTES) return fingerprint(head, isList);
        if (size > LARGEST_FILE) return undefined;
        return fingerprint(Buffer.concat([head, fs.readFileSync(descriptor)]), isList);
      } finally {
        fs.closeSync(descriptor);
      }
    }

    for (const path of OUTPUT_ROOTS) scanPath(path);
    memory = remembered;
    return { entries };
  };
}

/** What `lstat` says of a file that changes with every change of the file. */
export function versionOf(stat: fs.BigIntStats): string {
  return [stat.dev, stat.ino, stat.mode, stat.size, stat.mtimeNs, stat.ctimeNs].join(":");
}

/** Opens a file without following a link and without waiting for a pipe. Windows has neither flag. */
function openToRead(absolute: string): number {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants;
  return fs.openSync(absolute, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
}

/** What vanished while it was looked at does not exist; what cannot be read is an entry, not an exception. */
function orUnreadable(look: () => DiskEntry | undefined): DiskEntry | undefined {
  try {
    return look();
  } catch (error) {
    const code = errorNumber(error);
    if (code === undefined) throw error;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code === "ELOOP") return { kind: "symlink" };
    return { kind: "unreadable", reason: reasonOf(code) };
  }
}
