import { type Diagnostic, startOf } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import type { Plan, PlanEntry } from "./plan.ts";
import { refusalOf } from "./refusals.ts";

/** What `--check` says: every path that is not as the spec wants it, and the plan's warnings. */
export function checkDiagnostics(plan: Plan): readonly Diagnostic[] {
  return [...plan.losses, ...plan.entries.flatMap((entry) => driftOf(entry) ?? []), ...plan.warnings];
}

function driftOf(entry: PlanEntry): Diagnostic | undefined {
  const { path } = entry;
  const at = startOf(path);
  // Drift stays what it is when the plan was made with force.
  const refused = refusalOf(entry.forced ? { ...entry, action: entry.forced } : entry);
  if (refused) return refused;
  if (entry.action === "create") return report("output/missing", { path }, { at });
  if (entry.action === "update") return report("output/stale", { path }, { at });
  if (entry.action === "delete") return report("output/orphaned", { path }, { at });
  return undefined;
}
