import { compareText } from "../diagnostics/diagnostic.ts";
import type { Plan, PlanAction } from "../output/plan.ts";

/** A path a run changes. */
export interface Change {
  readonly path: string;
  readonly action: "create" | "update" | "delete";
}

const WORDS = { create: "created", update: "changed", delete: "deleted" } as const;

/** What a plan writes and deletes. */
export function changesOf(plan: Plan): readonly Change[] {
  return plan.entries.flatMap(({ path, action }) => (isChange(action) ? [{ path, action }] : []));
}

/** A table of the changes by environment and unit; what all environments share stands first. */
export function changeTable(changes: readonly Change[]): string {
  const groups = new Map<string, Record<Change["action"], number>>();
  for (const { path, action } of changes) {
    const group = groupOf(path).join("\t");
    const counts = groups.get(group) ?? { create: 0, update: 0, delete: 0 };
    counts[action]++;
    groups.set(group, counts);
  }
  const rows = [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .map(([group, counts]) => [...group.split("\t"), words(counts)]);
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => (row[column] ?? "").length)));
  return rows
    .map(
      ([environment = "", unit = "", counts = ""]) =>
        `  ${environment.padEnd(widths[0] ?? 0)}  ${unit.padEnd(widths[1] ?? 0)}  ${counts}\n`,
    )
    .join("");
}

/** "2 created, 1 changed". */
function words(counts: Readonly<Record<Change["action"], number>>): string {
  return (["create", "update", "delete"] as const)
    .filter((action) => counts[action] > 0)
    .map((action) => `${counts[action]} ${WORDS[action]}`)
    .join(", ");
}

/** Environment and unit of a path; what belongs to all environments sorts first. */
function groupOf(path: string): readonly [environment: string, unit: string] {
  const [top = "", second = "", ...rest] = path.split("/");
  if (top === "envs" && rest.length > 0) return [second, rest.slice(0, -1).join("/") || "."];
  if (top === "argocd" && rest.length > 0) return [second, "argocd"];
  if (top === "terraform" && second === "environments") return [rest.join("/").split(".")[0] ?? "", "terraform"];
  if (top === "generated" && second === "kubernetes") return ["(all)", rest.slice(0, -1).join("/") || "."];
  return ["(all)", rest.length > 0 && top === "generated" ? second : top];
}

function isChange(action: PlanAction): action is Change["action"] {
  return action === "create" || action === "update" || action === "delete";
}
