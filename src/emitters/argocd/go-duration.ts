const UNITS = { h: 3_600_000, m: 60_000, s: 1000 } as const;

/** Milliseconds as `time.ParseDuration` reads them, which knows no days. @see https://pkg.go.dev/time#ParseDuration */
export function goDuration(milliseconds: number): string {
  for (const unit of ["h", "m", "s"] as const) {
    if (milliseconds > 0 && milliseconds % UNITS[unit] === 0) return `${milliseconds / UNITS[unit]}${unit}`;
  }
  return `${milliseconds}ms`;
}
