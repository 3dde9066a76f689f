import { DatabaseSync } from "node:sqlite";
import type { BeginOptions } from "./host.ts";
import { problemError } from "./host-problem.ts";

/** SQLITE_BUSY: somebody else holds the lock. */
const BUSY = 5;

/**
 * Holds an exclusive lock on a file until the returned function is called or the process ends, however it ends.
 * Undefined when the lock stayed taken. SQLite is used for nothing but its portable file lock (docs/adr/0003).
 */
export function acquireLock(file: string, path: string, options: BeginOptions): (() => void) | undefined {
  const atOnce = tryLock(file, path, 0);
  if (atOnce) return atOnce;
  options.onWait();
  return tryLock(file, path, options.timeoutMs);
}

function tryLock(file: string, path: string, timeout: number): (() => void) | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout });
    // On a file without pages, a transaction opens its journal at once, and a killed run would leave it behind.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    const held = database;
    return () => held.close();
  } catch (error) {
    database?.close();
    if (!(error instanceof Error && "errcode" in error)) throw error;
    if (error.errcode === BUSY) return undefined;
    throw problemError({ kind: "failed", path, reason: `the lock cannot be taken, ${error.message}` });
  }
}
