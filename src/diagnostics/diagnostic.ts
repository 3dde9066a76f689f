/** `error` stops the output; `warning` is shown and does not. */
export type Severity = "error" | "warning";

/** Steps from the root of the spec to a value: `["services", "payments-service", "scale", "max"]`. */
export type SpecPath = readonly (string | number)[];

/** A place in a text. Lines and columns count from 1; columns count UTF-16 code units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A range of a spec file. `end` is exclusive. */
export interface Location {
  /** POSIX path as the user named it, relative to the root. */
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

export interface RelatedLocation {
  readonly message: string;
  readonly location: Location;
}

/** One thing that is wrong, where, why it matters and what to write instead. */
export interface Diagnostic {
  /** Permanent: `area/kebab-name`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly why: string;
  readonly help: string;
  readonly location?: Location;
  readonly related: readonly RelatedLocation[];
}

/** What every pass returns. A pass never throws for what a user wrote. */
export interface PassResult<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

/** Order of display: file, line, column, code, message; what has no place comes first. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.location?.file ?? "", b.location?.file ?? "") ||
    (a.location?.start.line ?? 0) - (b.location?.start.line ?? 0) ||
    (a.location?.start.column ?? 0) - (b.location?.start.column ?? 0) ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((diagnostic) => diagnostic.severity === "error");

/** Compares by code unit, so that no locale changes an order (law 1). */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Each diagnostic once: environments share what they do not override, so one mistake may be found in each of them. */
export function unique(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
}

const START: Position = { line: 1, column: 1 };

/** The place of a diagnostic about a whole file. */
export const startOf = (file: string): Location => ({ file, start: START, end: START });
