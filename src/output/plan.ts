import { compareText, type Diagnostic, startOf } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import type { DiskEntry, DiskFile, DiskSnapshot } from "./disk-snapshot.ts";
import { type FileTree, foldersOf } from "./file-tree.ts";
import { type HeldAt, losses, type RemovedData, readHeldData } from "./held-data.ts";
import { stamp } from "./mark.ts";
import { LIST_NAME, type ListEntry } from "./owned-list.ts";
import { type Owner, type Ownership, ownership } from "./ownership.ts";
import { folderOf, listFile, nameOf, type StampedFile, type StampOptions, stampTree } from "./stamped-tree.ts";

/**
 * What is to be done with a path.
 * `hand-edited`, `foreign` and `blocked` refuse the whole plan: nothing is written.
 */
export type PlanAction = "create" | "update" | "unchanged" | "delete" | "hand-edited" | "foreign" | "blocked";

export interface PlanEntry {
  readonly path: string;
  readonly action: PlanAction;
  /** Whether the spec still wants this path. */
  readonly wanted: boolean;
  readonly mode: 0o644 | 0o755;
  /** The spec file behind a wanted path. */
  readonly origin?: string;
  /** The text a wanted path has to have. */
  readonly content?: string;
  /** A list's text while the files it lists are being replaced: it owns their old and their new content. */
  readonly firstContent?: string;
  /** What the path was before `force` made it an update or a delete. */
  readonly forced?: "hand-edited" | "foreign";
  /** Why a path is blocked. */
  readonly diagnostic?: Diagnostic;
  /** The version of the file on disk that the plan was made for. */
  readonly version?: string;
}

export interface PlanOptions extends StampOptions {
  /** Takes over hand-edited and foreign files: all of them, or those of the set. Blocked paths stay blocked. */
  readonly force?: boolean | ReadonlySet<string>;
  /** Data that may go with the files that hold it. Nothing else may, whatever is forced. @default none */
  readonly removed?: RemovedData;
}

/** What a run would do, as data: `--check`, `--dry-run` and the real write read the same plan. */
export interface Plan {
  /** In order of their paths; wanted paths and what is ours but no longer wanted. */
  readonly entries: readonly PlanEntry[];
  /** Folders that do not exist yet, outermost first. */
  readonly newFolders: readonly string[];
  /** Folders that become empty by the deletes of this plan and no other way, innermost first. */
  readonly emptiedFolders: readonly string[];
  /** Data that would go with the files that hold it, though nobody said that it may: refuses the whole plan. */
  readonly losses: readonly Diagnostic[];
  /** What was found on the way and stops nothing. */
  readonly warnings: readonly Diagnostic[];
  readonly wanted: readonly StampedFile[];
  readonly options: PlanOptions;
}

/**
 * Input:     the wanted files and what is on disk.
 * Output:    one entry per path that is wanted or ours.
 * Guarantee: no entry deletes or replaces a file that is not ours, untouched, and where it was written (unless forced).
 */
export function plan(tree: FileTree, snapshot: DiskSnapshot, options: PlanOptions): Plan {
  return planStamped(stampTree(tree, options), snapshot, options);
}

/** The same for files that are stamped already: used when the disk is looked at again. */
export function planStamped(wanted: readonly StampedFile[], snapshot: DiskSnapshot, options: PlanOptions): Plan {
  const owners = ownership(snapshot, options.platform);
  const wantedPaths = new Set(wanted.map((file) => file.path));
  const orphans = orphanEntries(wantedPaths, snapshot, owners, options);
  const emptied = emptiedFolders(wantedPaths, snapshot, new Set(deletedPaths(orphans)));

  const entries = wanted.map((file): PlanEntry => {
    const obstacle = obstacleOf(file.path, snapshot, emptied, orphans);
    if (obstacle) return { ...wantedEntry(file, "blocked"), diagnostic: obstacle };
    return classify(file, snapshot.entries.get(file.path), owners, options);
  });
  addFirstContents(entries, owners, wanted, options);
  entries.push(...orphans.values());
  entries.sort((a, b) => compareText(a.path, b.path));

  return {
    entries,
    newFolders: newFolders(entries, snapshot, orphans),
    emptiedFolders: Array.from(emptied).sort((a, b) => compareText(b, a)),
    losses: losses(
      heldOnDisk(snapshot, owners),
      wanted.flatMap(({ content }) => readHeldData(content)),
      options.removed ?? {},
    ),
    warnings: [...owners.diagnostics, ...unreadableWarnings(entries, snapshot)],
    wanted,
    options,
  };
}

/** What the files hold that are ours, edited or not. */
function heldOnDisk(snapshot: DiskSnapshot, owners: Ownership): readonly HeldAt[] {
  return [...snapshot.entries].flatMap(([path, disk]) => {
    const held = disk.kind === "file" ? disk.fingerprint?.held : undefined;
    if (disk.kind !== "file" || held === undefined || owners.ownerOf(path, disk) === "foreign") return [];
    return held.map((data) => ({ path, data }));
  });
}

/** True where the plan changes nothing and refuses nothing. */
export const isEmpty = (planned: Plan): boolean => planned.entries.every((entry) => entry.action === "unchanged");

function wantedEntry(file: StampedFile, action: PlanAction, disk?: DiskFile): PlanEntry {
  const { path, mode, origin, content } = file;
  return { path, action, wanted: true, mode, origin, content, ...(disk && { version: disk.version }) };
}

function classify(file: StampedFile, disk: DiskEntry | undefined, owners: Ownership, options: PlanOptions): PlanEntry {
  // A folder that gets here is emptied by the plan's own deletes.
  if (disk?.kind !== "file") return wantedEntry(file, "create");
  const print = disk.fingerprint;
  if (print?.sha256 === file.sha256) {
    // A file without comments that has exactly the wanted bytes is adopted into the list: nothing of it can be lost.
    const sameMode = disk.executable === undefined || disk.executable === (file.mode === 0o755);
    return wantedEntry(file, sameMode ? "unchanged" : "update", disk);
  }
  const owner = owners.ownerOf(file.path, disk);
  const hasWantedBody =
    print !== undefined && (file.listed ? print.sha256AsLf : print.mark?.bodyAsLf) === file.bodySha256;
  if (owner === "ours" || (owner === "edited" && hasWantedBody)) return wantedEntry(file, "update", disk);
  const refused = refusal(owner);
  if (isForced(file.path, options)) return { ...wantedEntry(file, "update", disk), forced: refused };
  return wantedEntry(file, refused, disk);
}

/** What is ours on disk and not wanted, by path. */
function orphanEntries(
  wanted: ReadonlySet<string>,
  snapshot: DiskSnapshot,
  owners: Ownership,
  options: PlanOptions,
): ReadonlyMap<string, PlanEntry> {
  const orphans = new Map<string, PlanEntry>();
  for (const [path, disk] of snapshot.entries) {
    if (disk.kind !== "file" || wanted.has(path)) continue;
    const owner = owners.ownerOf(path, disk);
    if (owner === "foreign") continue;
    const mode = disk.executable ? 0o755 : 0o644;
    const entry = { path, wanted: false, mode, version: disk.version } as const;
    if (owner === "ours") orphans.set(path, { ...entry, action: "delete" });
    else if (isForced(path, options)) orphans.set(path, { ...entry, action: "delete", forced: "hand-edited" });
    else orphans.set(path, { ...entry, action: "hand-edited" });
  }
  return orphans;
}

/** Folders that hold nothing after the deletes and get nothing. One that was empty before is not ours to remove. */
function emptiedFolders(
  wanted: ReadonlySet<string>,
  snapshot: DiskSnapshot,
  deleted: ReadonlySet<string>,
): ReadonlySet<string> {
  const kept = new Set<string>();
  for (const [path, disk] of snapshot.entries) {
    if (disk.kind === "folder" && !disk.empty) continue;
    if (deleted.has(path)) continue;
    if (disk.kind === "folder") kept.add(path);
    for (const folder of foldersOf(path)) kept.add(folder);
  }
  const needed = new Set<string>();
  for (const path of wanted) for (const folder of foldersOf(path)) needed.add(folder);
  const emptied = new Set<string>();
  for (const path of deleted) {
    for (const folder of foldersOf(path)) if (!kept.has(folder) && !needed.has(folder)) emptied.add(folder);
  }
  return emptied;
}

/** What stands in the way of writing a path, whoever owns it. */
function obstacleOf(
  path: string,
  snapshot: DiskSnapshot,
  emptied: ReadonlySet<string>,
  orphans: ReadonlyMap<string, PlanEntry>,
): Diagnostic | undefined {
  for (const folder of foldersOf(path)) {
    const disk = snapshot.entries.get(folder);
    if (!disk) return undefined;
    if (disk.kind === "folder") continue;
    if (disk.kind === "symlink") return report("host/symlink", { path: folder }, { at: startOf(path) });
    if (disk.kind === "unreadable") {
      return report("host/unreadable", { path: folder, reason: disk.reason }, { at: startOf(path) });
    }
    if (orphans.get(folder)?.action === "delete") return undefined;
    return report("host/not-a-folder", { path: folder }, { at: startOf(path) });
  }
  const disk = snapshot.entries.get(path);
  switch (disk?.kind) {
    case "symlink":
      return report("host/symlink", { path }, { at: startOf(path) });
    case "unreadable":
      return report("host/unreadable", { path, reason: disk.reason }, { at: startOf(path) });
    case "other":
      return report("host/not-a-file", { path }, { at: startOf(path) });
    case "folder":
      return emptied.has(path) ? undefined : report("host/not-a-file", { path }, { at: startOf(path) });
    default:
      return undefined;
  }
}

/**
 * A list goes first: before a listed file gets new content, the list owns the old and the new. So a run that is killed
 * in between leaves no file that looks foreign or edited.
 */
function addFirstContents(
  entries: PlanEntry[],
  owners: Ownership,
  wanted: readonly StampedFile[],
  options: PlanOptions,
): void {
  const changed = new Map<string, ListEntry[]>();
  const listed = new Map<string, ListEntry[]>();
  entries.forEach((entry, index) => {
    const file = wanted[index];
    if (!file?.listed) return;
    const item = { sha256: file.sha256, name: nameOf(file.path) };
    push(listed, folderOf(file.path), item);
    if (entry.action === "create" || entry.action === "update") push(changed, folderOf(file.path), item);
  });
  entries.forEach((entry, index) => {
    if (nameOf(entry.path) !== LIST_NAME || (entry.action !== "create" && entry.action !== "update")) return;
    const folder = folderOf(entry.path);
    const before = owners.listOf(folder);
    const owned = new Set(before.map(({ sha256, name }) => `${sha256} ${name}`));
    if (!changed.get(folder)?.some(({ sha256, name }) => !owned.has(`${sha256} ${name}`))) return;
    const both = listFile(folder, [...before, ...(listed.get(folder) ?? [])], options.spec);
    entries[index] = { ...entry, firstContent: stamp(both, options.platform) };
  });
}

function newFolders(
  entries: readonly PlanEntry[],
  snapshot: DiskSnapshot,
  orphans: ReadonlyMap<string, PlanEntry>,
): readonly string[] {
  const folders = new Set<string>();
  for (const { path, action } of entries) {
    if (action !== "create") continue;
    for (const folder of foldersOf(path)) {
      const disk = snapshot.entries.get(folder);
      if (!disk || orphans.get(folder)?.action === "delete") folders.add(folder);
    }
  }
  return Array.from(folders).sort(compareText);
}

function unreadableWarnings(entries: readonly PlanEntry[], snapshot: DiskSnapshot): Diagnostic[] {
  const inTheWay = new Set<string>();
  for (const { path, diagnostic } of entries) {
    if (diagnostic?.code === "host/unreadable") for (const folder of [...foldersOf(path), path]) inTheWay.add(folder);
  }
  const warnings: Diagnostic[] = [];
  for (const [path, disk] of snapshot.entries) {
    if (disk.kind !== "unreadable" || inTheWay.has(path)) continue;
    warnings.push(report("host/unreadable-skipped", { path, reason: disk.reason }, { at: startOf(path) }));
  }
  return warnings;
}

function* deletedPaths(orphans: ReadonlyMap<string, PlanEntry>): Generator<string> {
  for (const { path, action } of orphans.values()) if (action === "delete") yield path;
}

const refusal = (owner: Owner): "hand-edited" | "foreign" => (owner === "edited" ? "hand-edited" : "foreign");

function isForced(path: string, { force }: PlanOptions): boolean {
  return typeof force === "object" ? force.has(path) : force === true;
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}
