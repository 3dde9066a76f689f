import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Platform } from "../model/platform.ts";
import type { Check, CheckedEnvironment } from "./check.ts";

/** All rules, in the order of the catalogue of foot-guns. */
export const checks: readonly Check[] = [];

/**
 * Input:     the resolved platform and its graphs.
 * Output:    what is wrong with them although each part is valid.
 * Guarantee: what the emitters are given next can be built, scheduled and reached.
 */
export function runChecks(platform: Platform, environments: readonly CheckedEnvironment[]): readonly Diagnostic[] {
  return checks.flatMap((check) => check(platform, environments));
}
