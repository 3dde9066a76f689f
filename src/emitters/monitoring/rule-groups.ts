import { compareText } from "../../diagnostics/diagnostic.ts";
import type { EmitContext } from "../emitter.ts";

/** A group of rules as Prometheus reads it. */
export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly { readonly alert?: string; readonly expr: string }[];
}

/** The groups of one unit: what is the same in all environments that have it, and what is left in each. */
export interface UnitGroups {
  readonly unit: string;
  readonly origin: string;
  readonly shared: readonly RuleGroup[];
  /** By environment, without those that have nothing of their own. */
  readonly own: ReadonlyMap<string, readonly RuleGroup[]>;
}

/** Reads the groups out of the objects that the clusters get, so that what is tested is what runs. */
export function unitGroups({ environments, fileOf }: EmitContext): readonly UnitGroups[] {
  const found = environments.flatMap(({ environment, units }) =>
    units.flatMap(({ name, origin, objects }) => {
      const groups = objects
        .filter(({ kind }) => kind === "PrometheusRule")
        .flatMap(({ spec }) => (spec as { groups: readonly RuleGroup[] }).groups);
      return groups.length === 0 ? [] : [{ unit: name, environment: environment.name, origin: fileOf(origin), groups }];
    }),
  );
  return [...Map.groupBy(found, ({ unit }) => unit)]
    .map(([unit, versions]): UnitGroups => {
      const texts = versions.map(({ groups }) => new Set(groups.map((group) => JSON.stringify(group))));
      const isShared = (group: RuleGroup) => texts.every((text) => text.has(JSON.stringify(group)));
      const [first] = versions;
      return {
        unit,
        origin: first?.origin ?? "",
        shared: first?.groups.filter(isShared) ?? [],
        own: new Map(
          versions
            .map(({ environment, groups }) => [environment, groups.filter((group) => !isShared(group))] as const)
            .filter(([, groups]) => groups.length > 0),
        ),
      };
    })
    .toSorted((a, b) => compareText(a.unit, b.unit));
}
