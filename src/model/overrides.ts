import type { Diagnostic, SpecPath } from "../diagnostics/diagnostic.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { report } from "../diagnostics/registry.ts";
import { formatSpecPath, formatValue } from "../diagnostics/spec-path.ts";
import type { LocatedSpec } from "../schema/parse-spec.ts";
import { isMap } from "../source/plain-data.ts";

/**
 * Maps are merged, lists and scalars replaced, null removes. Neither argument is changed.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7396 JSON Merge Patch
 */
export function mergeOverride(base: unknown, override: unknown): unknown {
  if (!isMap(override)) return override;
  const merged: Record<string, unknown> = isMap(base) ? { ...base } : {};
  for (const [key, value] of Object.entries(override)) {
    if (value === null) delete merged[key];
    else merged[key] = mergeOverride(merged[key], value);
  }
  return merged;
}

/**
 * Checks that each part of an override meets something: a map or an entry of a map (such as one variable of `config`)
 * must be declared, or have a default, in what it overrides; a field that the schema knows may always be set.
 *
 * @param base what is overridden, with defaults applied
 * @param path where the override stands
 * @param openMaps names of fields whose keys are chosen by people, where any key that is not declared is a mistake
 */
export function checkOverride(
  spec: LocatedSpec,
  written: unknown,
  base: unknown,
  override: unknown,
  path: SpecPath,
  openMaps: ReadonlySet<string>,
): Diagnostic[] {
  if (!isMap(override) || !isMap(base)) return [];
  const inOpenMap = openMaps.has(String(path.at(-1)));
  return Object.entries(override).flatMap(([key, value]): Diagnostic[] => {
    const here = [...path, key];
    const declared = Object.hasOwn(base, key) ? base[key] : undefined;
    if (declared === undefined && (inOpenMap || value === null || isMap(value))) {
      const known = Object.keys(base).filter((name) => inOpenMap || isMap(base[name]));
      const params = { path: formatSpecPath(path.slice(3).concat(key)), known, nearest: nearest(key, known) };
      return [report("model/override-hits-nothing", params, { at: spec.locate(here, "key") })];
    }
    const writtenValue = isMap(written) ? written[key] : undefined;
    if (isMap(value)) return checkOverride(spec, writtenValue, declared, value, here, openMaps);
    if (value === null || JSON.stringify(writtenValue) !== JSON.stringify(value)) return [];
    const params = { path: formatSpecPath(here.slice(3)), value: formatValue(value) };
    return [report("model/override-without-effect", params, { at: spec.locate(here) })];
  });
}
