import type { Diagnostic, Location, RelatedLocation } from "../diagnostics/diagnostic.ts";
import type { Where } from "../diagnostics/registry.ts";

/** What a rule found in one environment. */
export interface Finding<Params> {
  readonly environment: string;
  readonly params: Params;
  readonly at: Location;
  readonly related?: readonly RelatedLocation[];
  /** The same does less harm here, such as outside production: a warning instead of an error. */
  readonly lenient?: boolean;
}

/** One diagnostic where environments that share a definition share its mistake, with the names of all of them. */
export function mergeFindings<Params>(
  findings: readonly Finding<Params>[],
  report: (params: Params & { environments: readonly string[] }, where: Where) => Diagnostic,
): Diagnostic[] {
  const groups = Map.groupBy(findings, ({ environment: _, ...rest }) => JSON.stringify(rest));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const environments = [...new Set(group.map(({ environment }) => environment))];
    const { at, related = [], lenient } = first;
    const diagnostic = report({ ...first.params, environments }, { at, related });
    return [lenient ? { ...diagnostic, severity: "warning" as const } : diagnostic];
  });
}
