import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import { foldersOf } from "../output/file-tree.ts";
import { LIST_NAME } from "../output/owned-list.ts";
import { isEmpty, type Plan, type PlanEntry, planStamped } from "../output/plan.ts";
import { refusals } from "../output/refusals.ts";
import { nameOf } from "../output/stamped-tree.ts";
import type { Host, StagedFile, WriteSession } from "./host.ts";
import { problemOf } from "./host-problem.ts";
import { problemDiagnostic } from "./problem-diagnostic.ts";

export interface ApplyOptions {
  /**
   * How long to wait for another run that writes here.
   * @default 60000
   */
  readonly lockTimeoutMs?: number;
  /** Called once when there is another run to wait for. */
  readonly onWait?: () => void;
}

export interface ApplyResult {
  /** True when the disk is now as the plan wants it. */
  readonly complete: boolean;
  /** The plan that was carried out, made anew under the lock. */
  readonly plan: Plan;
  readonly written: number;
  readonly deleted: number;
  /** Why it is not complete, and the warnings of the plan. */
  readonly diagnostics: readonly Diagnostic[];
}

interface Tally {
  written: number;
  deleted: number;
}

/**
 * Input:     a plan.
 * Output:    what was done, and why not all of it.
 * Guarantee: a refused plan has written nothing; a stopped one has left every file whole, as it was or as it should be.
 */
export function apply(host: Host, first: Plan, options: ApplyOptions = {}): ApplyResult {
  const { lockTimeoutMs: timeoutMs = 60_000, onWait = () => {} } = options;
  const tally: Tally = { written: 0, deleted: 0 };
  let current = first;
  const finish = (...errors: readonly Diagnostic[]): ApplyResult => ({
    complete: errors.length === 0,
    plan: current,
    ...tally,
    diagnostics: [...errors, ...current.warnings],
  });

  if (isEmpty(first) && !host.hasLeftovers()) return finish();
  // While another run writes, files can look edited; so a refusal is final only where nobody can be writing.
  if (refusals(first).length > 0 && !host.hasLock()) return finish(...refusals(first));

  let session: WriteSession | undefined;
  try {
    session = host.begin({ timeoutMs, onWait });
    if (!session) return finish(report("host/locked", { seconds: timeoutMs / 1000 }));
    session.recover();
    current = planAgain(host, first);
    if (refusals(current).length > 0) return finish(...refusals(current));
    execute(session, current, tally);
    return finish();
  } catch (error) {
    const problem = problemOf(error);
    if (!problem) throw error;
    const planned = current.entries.filter(({ action }) => action !== "unchanged").length;
    return finish(problemDiagnostic(problem, { written: tally.written + tally.deleted, planned }));
  } finally {
    session?.end();
  }
}

/** Another run may have written since the plan was made. What was not there to be forced then is not forced now. */
function planAgain(host: Host, first: Plan): Plan {
  const forced = new Set(first.entries.filter((entry) => entry.forced).map(({ path }) => path));
  const paths = new Set(first.wanted.map(({ path }) => path));
  return planStamped(first.wanted, host.snapshot(paths), { ...first.options, force: forced });
}

/**
 * The order makes every moment a good one to die in: all content is on the disk before the tree changes, so a full disk
 * changes nothing; deletes go before creates, because an orphan may stand where a folder is wanted; a list owns a
 * file before the file is there, and until it is gone.
 */
function execute(session: WriteSession, plan: Plan, tally: Tally): void {
  const writes = plan.entries.filter(({ action }) => action === "create" || action === "update");
  const deletes = plan.entries.filter(({ action }) => action === "delete");
  if (writes.length === 0 && deletes.length === 0) return;

  const staged = writes.map((entry) => ({ entry, files: stage(session, entry) }));
  // Every folder of a delete: one that is only empty until its new files come would otherwise be left by a killed run.
  session.note(Array.from(new Set([...plan.newFolders, ...deletes.flatMap(({ path }) => foldersOf(path))])));

  for (const { path, version } of [...deletes].sort(listsLast)) {
    session.remove(path, version);
    tally.deleted++;
  }
  for (const folder of plan.emptiedFolders) session.removeFolderIfEmpty(folder);
  for (const folder of plan.newFolders) session.makeFolder(folder);

  for (const { entry, files } of staged) if (files.first) session.replace(entry.path, files.first, entry.version);
  for (const { entry, files } of staged.sort((a, b) => listsLast(a.entry, b.entry))) {
    if (files.final) {
      session.replace(entry.path, files.final, files.first ? session.versionOf(entry.path) : entry.version);
    }
    tally.written++;
  }
}

interface Staged {
  /** The list that is put in place before the files it lists. */
  readonly first: StagedFile | undefined;
  /** Undefined where the first is final already. */
  readonly final: StagedFile | undefined;
}

function stage(session: WriteSession, { content = "", firstContent, mode }: PlanEntry): Staged {
  const first = firstContent === undefined ? undefined : session.stage(firstContent, mode);
  return { first, final: content === firstContent ? undefined : session.stage(content, mode) };
}

/** Sorts the lists behind all other files; the rest keeps its order. */
function listsLast(a: { readonly path: string }, b: { readonly path: string }): number {
  return Number(nameOf(a.path) === LIST_NAME) - Number(nameOf(b.path) === LIST_NAME);
}
