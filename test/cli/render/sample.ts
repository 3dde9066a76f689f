import type { Diagnostic, Location } from "../../../src/diagnostics/diagnostic.ts";

export const at = (line: number, column: number, endLine: number, endColumn: number, file = "a.yaml"): Location => ({
  file,
  start: { line, column },
  end: { line: endLine, column: endColumn },
});

/** A diagnostic with these members and plain others. */
export const sample = (members: Partial<Diagnostic> = {}): Diagnostic => ({
  code: "source/duplicate-key",
  severity: "error",
  message: "Message.",
  why: "Why.",
  help: "Help.",
  related: [],
  ...members,
});
