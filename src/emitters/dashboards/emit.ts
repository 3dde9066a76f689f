import { compareText, type PassResult } from "../../diagnostics/diagnostic.ts";
import { DASHBOARD_LABEL } from "../../naming/names.ts";
import { DASHBOARDS_PATH } from "../../naming/paths.ts";
import type { OutputFile } from "../../output/output-file.ts";
import type { DesiredUnit } from "../../resources/desired.ts";
import type { EmitContext } from "../emitter.ts";

/** A dashboard as the ConfigMap of one environment holds it. */
interface Found {
  readonly environment: string;
  readonly name: string;
  readonly text: string;
  readonly origin: string;
}

/** One file for what is the same in all environments that have it, else one for each. */
export function emitDashboards({ environments, fileOf }: EmitContext): PassResult<readonly OutputFile[]> {
  const found = environments.flatMap(({ units }) => units.flatMap((unit) => dashboardsOf(unit, fileOf(unit.origin))));
  const byName = Map.groupBy(found, ({ name }) => name);
  const files = [...byName.values()].flatMap((versions) => {
    const same = versions.every(({ text }) => text === versions[0]?.text);
    return (same ? versions.slice(0, 1) : versions).map(
      ({ environment, name, text, origin }): OutputFile => ({
        path: [DASHBOARDS_PATH, ...(same ? [] : [environment]), name].join("/"),
        body: `${JSON.stringify(JSON.parse(text), null, 2)}\n`,
        comment: "none",
        origin,
      }),
    );
  });
  return { value: files.toSorted((a, b) => compareText(a.path, b.path)), diagnostics: [] };
}

function dashboardsOf({ environment, objects }: DesiredUnit, origin: string): readonly Found[] {
  return objects
    .filter(({ metadata }) => metadata.labels?.[DASHBOARD_LABEL] !== undefined)
    .flatMap(({ data }) => Object.entries(data as Readonly<Record<string, string>>))
    .map(([name, text]) => ({ environment, name, text, origin }));
}
