import type { Location } from "../diagnostics/diagnostic.ts";

const START = { line: 1, column: 1 };

/** The place of a diagnostic about a whole file. */
export const startOf = (file: string): Location => ({ file, start: START, end: START });
