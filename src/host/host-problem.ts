/** What the outside world refused. Thrown inside `host/` and turned into a diagnostic by `apply`. */
export type HostProblem =
  | {
      readonly kind: "symlink" | "not-a-folder" | "not-a-file" | "changed" | "other-file-system";
      readonly path: string;
    }
  | { readonly kind: "failed"; readonly path: string; readonly reason: string };

const PROBLEM = Symbol("host problem");

/** An error that carries a problem. An error without one is a bug and is not caught. */
export function problemError(problem: HostProblem): Error {
  return Object.assign(new Error(`${problem.kind}: ${problem.path}`), { [PROBLEM]: problem });
}

/** The problem an error carries. */
export function problemOf(error: unknown): HostProblem | undefined {
  return typeof error === "object" && error !== null && PROBLEM in error ? (error[PROBLEM] as HostProblem) : undefined;
}

/** Runs one change at a path; an error of the operating system becomes a problem of that path. */
export function asProblem<T>(path: string, change: () => T): T {
  try {
    return change();
  } catch (error) {
    const code = problemOf(error) ? undefined : errorNumber(error);
    if (code === undefined) throw error;
    if (code === "EXDEV") throw problemError({ kind: "other-file-system", path });
    throw problemError({ kind: "failed", path, reason: reasonOf(code) });
  }
}

/** The symbolic error number of a file system error, such as `ENOENT`. */
export function errorNumber(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" && /^E[A-Z0-9]+$/.test(error.code) ? error.code : undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EBUSY: "it is in use",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file is too large for this file system",
  EIO: "the disk reports an error",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "the path is too long for this file system",
  ENFILE: "too many files are open on this machine",
  ENOENT: "a folder of it has vanished",
  ENOSPC: "the disk is full",
  EPERM: "the operation is not permitted",
  EROFS: "the file system is read-only",
};

/** An error number in plain words, with the number kept for those who search for it. */
export function reasonOf(code: string): string {
  const words = REASONS[code];
  return words === undefined ? code : `${words} (${code})`;
}
