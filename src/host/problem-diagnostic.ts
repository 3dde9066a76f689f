import { type Diagnostic, startOf } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import type { HostProblem } from "./host-problem.ts";

/** How far a run had come when it had to stop. */
interface Progress {
  readonly written: number;
  readonly planned: number;
}

export function problemDiagnostic(problem: HostProblem, progress: Progress): Diagnostic {
  const { path } = problem;
  const where = { at: startOf(path) };
  switch (problem.kind) {
    case "symlink":
      return report("host/symlink", { path }, where);
    case "not-a-folder":
      return report("host/not-a-folder", { path }, where);
    case "not-a-file":
      return report("host/not-a-file", { path }, where);
    case "changed":
      return report("host/changed-meanwhile", { path }, where);
    case "other-file-system":
      return report("host/other-file-system", { path }, where);
    case "failed":
      return report("host/write-failed", { path, reason: problem.reason, ...progress }, where);
  }
}
