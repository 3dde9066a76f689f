import type { SpecPath } from "../diagnostics/diagnostic.ts";
import { isMap } from "../source/plain-data.ts";

/**
 * Where a value of a service or topic is said for one environment: in the environment's overrides, else where it is
 * defined. Follows the way overrides are merged: maps entry by entry, everything else as a whole.
 *
 * @param overrides `overrides` of the environment, as written
 * @param path `["services" or "topics", name, field, …]`
 */
export function originIn(overrides: unknown, environment: string, path: SpecPath): SpecPath {
  let value = overrides;
  for (const step of path) {
    // A list or a scalar replaces what is defined, with all that it holds.
    if (!isMap(value)) break;
    value = Object.hasOwn(value, step) ? value[step] : undefined;
    if (value === undefined) return path;
  }
  return value === undefined ? path : ["environments", environment, "overrides", ...path];
}
