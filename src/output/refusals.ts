import { type Diagnostic, startOf } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import type { Plan, PlanEntry } from "./plan.ts";

/** Why a plan may not be applied, all at once; empty for one that may. */
export function refusals(plan: Plan): readonly Diagnostic[] {
  return [...plan.losses, ...plan.entries.flatMap((entry) => refusalOf(entry) ?? [])];
}

/** The diagnostic of a path that is hand-edited, foreign or blocked; undefined for any other. */
export function refusalOf(entry: PlanEntry): Diagnostic | undefined {
  const { path, action, wanted } = entry;
  const at = startOf(path);
  if (action === "blocked") return entry.diagnostic;
  if (action === "hand-edited") return report("output/hand-edited", { path, orphan: !wanted }, { at });
  if (action === "foreign") return report("output/foreign-file", { path }, { at });
  return undefined;
}
