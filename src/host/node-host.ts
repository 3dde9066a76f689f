import fs from "node:fs";
import { join, resolve } from "node:path";
import { compareText } from "../diagnostics/diagnostic.ts";
import { NEVER_ENTERED } from "../output/output-roots.ts";
import type { SourceRead } from "../source/source-reader.ts";
import type { BeginOptions, Host, StepHook, WriteSession } from "./host.ts";
import { asProblem, errorNumber, problemError, reasonOf } from "./host-problem.ts";
import { acquireLock } from "./node-lock.ts";
import { createScan } from "./node-scan.ts";
import { createNodeSession, STAGING } from "./node-session.ts";
import { runStep } from "./run-step.ts";

export interface NodeHostOptions {
  /** Sees every change before and after it is made. A test kills the process here, or throws an error of the system. */
  readonly onStep?: StepHook;
  /**
   * Waits for the disk after each file (about 0.2 ms on an SSD). Without it a power cut, though no crash of the
   * process, can leave empty files.
   * @default true
   */
  readonly sync?: boolean;
}

const FOLDER = ".finflow";
const LOCK = `${FOLDER}/lock.sqlite`;
const IGNORE = `${FOLDER}/.gitignore`;

/** The host on a folder of the disk. The folder itself may be reached through a link; nothing below it may. */
export function createNodeHost(folder: string, options: NodeHostOptions = {}): Host {
  const root = realPath(folder);
  const { onStep, sync = true } = options;
  const absolute = (path: string) => join(root, path);

  /** Makes a folder of the writer's own, unless it is there; a link in its place is refused. */
  function ensureFolder(path: string): void {
    const stat = asProblem(path, () => fs.lstatSync(absolute(path), { throwIfNoEntry: false }));
    if (stat?.isSymbolicLink()) throw problemError({ kind: "symlink", path });
    if (stat && !stat.isDirectory()) throw problemError({ kind: "not-a-folder", path });
    if (!stat) runStep(onStep, "make-folder", path, () => fs.mkdirSync(absolute(path), { recursive: true }));
  }

  function ensureFile(path: string): fs.Stats | undefined {
    const stat = asProblem(path, () => fs.lstatSync(absolute(path), { throwIfNoEntry: false }));
    if (stat?.isSymbolicLink()) throw problemError({ kind: "symlink", path });
    if (stat && !stat.isFile()) throw problemError({ kind: "not-a-file", path });
    return stat;
  }

  function begin(begin: BeginOptions): WriteSession | undefined {
    ensureFolder(FOLDER);
    ensureFile(LOCK);
    const release = acquireLock(absolute(LOCK), LOCK, begin);
    if (!release) return undefined;
    try {
      if (!ensureFile(IGNORE)?.size) runStep(onStep, "write", IGNORE, () => fs.writeFileSync(absolute(IGNORE), "*\n"));
      ensureFolder(STAGING);
      return createNodeSession(root, { onStep, sync, release });
    } catch (error) {
      release();
      throw error;
    }
  }

  return {
    read: (path, limitBytes) => readSource(resolve(root, path), limitBytes),
    list: (path) => listFiles(absolute(path), path === "." || path === "" ? "" : `${path.replace(/\/+$/, "")}/`),
    snapshot: createScan(root),
    hasLeftovers: () => isRealFolder(absolute(FOLDER)) && namesIn(absolute(STAGING)).length > 0,
    hasLock: () => fs.existsSync(absolute(LOCK)),
    begin,
  };
}

/** Links at the path are followed: a spec is read from where its user points to. */
function readSource(file: string, limitBytes: number): SourceRead {
  try {
    const stat = fs.statSync(file);
    if (stat.isDirectory()) return { kind: "directory" };
    if (!stat.isFile()) return { kind: "unreadable", reason: "it is neither a file nor a folder" };
    if (stat.size > limitBytes) return { kind: "too-large", size: stat.size };
    return { kind: "file", bytes: fs.readFileSync(file) };
  } catch (error) {
    const code = errorNumber(error);
    if (code === "ENOENT" || code === "ENOTDIR") return { kind: "missing" };
    // A path with a NUL or longer than the system takes cannot exist either way.
    return { kind: "unreadable", reason: code === undefined ? "it is not a path" : reasonOf(code) };
  }
}

function listFiles(folder: string, prefix: string): readonly string[] {
  const files: string[] = [];
  const visit = (absolute: string, path: string): void => {
    if (!isRealFolder(absolute)) return;
    for (const child of entriesIn(absolute)) {
      if (child.isFile()) files.push(`${path}${child.name}`);
      else if (child.isDirectory() && !NEVER_ENTERED.has(child.name)) {
        visit(join(absolute, child.name), `${path}${child.name}/`);
      }
    }
  };
  visit(folder, prefix);
  return files.sort(compareText);
}

function entriesIn(folder: string): readonly fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

const namesIn = (folder: string): readonly string[] => entriesIn(folder).map(({ name }) => name);

function isRealFolder(folder: string): boolean {
  try {
    return fs.lstatSync(folder).isDirectory();
  } catch {
    return false;
  }
}

function realPath(folder: string): string {
  try {
    return fs.realpathSync(folder);
  } catch {
    return resolve(folder);
  }
}
