/**
 * Quantities as people write them, parsed into plain numbers and printed back in one canonical form.
 * Each parser returns undefined for a text that is not such a quantity; none throws.
 */

const MEMORY_UNITS = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 } as const;
/** A day in milliseconds. */
export const DAY = 86_400_000;

const DURATION_UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: DAY } as const;

/** CPU in millicores: `250m`, `1`, `0.5`. */
export function parseCpu(text: string): number | undefined {
  const match = /^(?:(\d{1,7})m|(\d{1,4}(?:\.\d{1,3})?))$/.exec(text);
  if (!match) return undefined;
  const millicores = match[1] === undefined ? Math.round(Number(match[2]) * 1000) : Number(match[1]);
  return millicores > 0 ? millicores : undefined;
}

/** Whole cores without a suffix, anything else in millicores: `2`, `250m`. */
export const formatCpu = (millicores: number): string =>
  millicores % 1000 === 0 ? String(millicores / 1000) : `${millicores}m`;

/** Memory or storage in bytes, binary suffixes only: `512Mi`, `100Gi`. */
export function parseMemory(text: string): number | undefined {
  const match = /^(\d{1,6})(Ki|Mi|Gi|Ti)$/.exec(text);
  if (!match) return undefined;
  const bytes = Number(match[1]) * MEMORY_UNITS[match[2] as keyof typeof MEMORY_UNITS];
  return bytes > 0 ? bytes : undefined;
}

/** The largest binary suffix that leaves a whole number: `512Mi`, `1Gi`. */
export function formatMemory(bytes: number): string {
  for (const unit of ["Ti", "Gi", "Mi"] as const) {
    if (bytes % MEMORY_UNITS[unit] === 0) return `${bytes / MEMORY_UNITS[unit]}${unit}`;
  }
  return `${Math.ceil(bytes / MEMORY_UNITS.Ki)}Ki`;
}

/** A duration in milliseconds: `800ms`, `30s`, `5m`, `1h`, `7d`. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,7})(ms|s|m|h|d)$/.exec(text);
  if (!match) return undefined;
  return Number(match[1]) * DURATION_UNITS[match[2] as keyof typeof DURATION_UNITS];
}

/** The largest unit that leaves a whole number: `30s`, `7d`. */
export function formatDuration(milliseconds: number): string {
  for (const unit of ["d", "h", "m", "s"] as const) {
    if (milliseconds > 0 && milliseconds % DURATION_UNITS[unit] === 0)
      return `${milliseconds / DURATION_UNITS[unit]}${unit}`;
  }
  return `${milliseconds}ms`;
}
