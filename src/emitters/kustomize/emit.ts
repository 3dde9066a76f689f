import { compareText } from "../../diagnostics/diagnostic.ts";
import { basePathOf, overlayPathOf } from "../../naming/paths.ts";
import type { HeldData, OutputFile } from "../../output/output-file.ts";
import { printYaml } from "../../print/yaml.ts";
import type { DesiredUnit } from "../../resources/desired.ts";
import { factorize, type ObjectFile } from "./factorize.ts";
import { baseKustomization, type Kustomization, overlayKustomization } from "./kustomization.ts";

/**
 * Bases and overlays of all units of all environments.
 *
 * @param originOf names the spec file a unit comes from
 * @param heldBy data that goes when a unit goes
 */
export function emitKustomize(
  units: readonly DesiredUnit[],
  originOf: (unit: DesiredUnit) => string,
  heldBy: (unit: DesiredUnit) => readonly HeldData[] = () => [],
): readonly OutputFile[] {
  const byName = Map.groupBy(
    units.filter(({ objects }) => objects.length > 0),
    ({ name }) => name,
  );
  return [...byName.values()]
    .flatMap((sameName) =>
      emitUnit(
        sameName.toSorted((a, b) => compareText(a.environment, b.environment)),
        originOf,
        heldBy,
      ),
    )
    .sort((a, b) => compareText(a.path, b.path));
}

function emitUnit(
  units: readonly DesiredUnit[],
  originOf: (unit: DesiredUnit) => string,
  heldBy: (unit: DesiredUnit) => readonly HeldData[],
): readonly OutputFile[] {
  const { base, overlays } = factorize(units);
  const [first] = units;
  if (!first) return [];
  const hasBase = base.length > 0;
  const baseFiles = hasBase ? folder(basePathOf(first.name), originOf(first), baseKustomization(base), base) : [];
  const overlayFiles = overlays.flatMap((overlay, index) =>
    folder(
      overlayPathOf(overlay.environment, first.name),
      originOf(units[index] ?? first),
      overlayKustomization(first.name, overlay, hasBase),
      [...overlay.resources, ...overlay.patches],
      heldBy(units[index] ?? first),
    ),
  );
  return [...baseFiles, ...overlayFiles];
}

function folder(
  path: string,
  origin: string,
  kustomization: Kustomization,
  files: readonly ObjectFile[],
  held: readonly HeldData[] = [],
): readonly OutputFile[] {
  return [
    {
      path: `${path}/kustomization.yaml`,
      body: printYaml(kustomization, { keys: "insertion" }),
      held,
      comment: "hash",
      origin,
    },
    ...files.map(
      ({ file, object }): OutputFile => ({ path: `${path}/${file}`, body: printYaml(object), comment: "hash", origin }),
    ),
  ];
}
