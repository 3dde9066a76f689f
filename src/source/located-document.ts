import type { Location, SpecPath } from "../diagnostics/diagnostic.ts";

/** A spec file as plain data that still knows where each value stood. */
export interface LocatedDocument {
  readonly file: string;
  /** The text as it was read, for code frames. */
  readonly text: string;
  /** JSON-like data: maps, lists, strings, numbers, booleans and null; no aliases, no dates. */
  readonly value: unknown;
  /**
   * The range of the value at `path`, or of its key. A path that leads nowhere gives the range of the
   * longest part that does (its key, where it has one), so that "is missing" points at the map it is missing from.
   */
  locate(path: SpecPath, on?: "key" | "value"): Location;
}
