import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { countOf } from "./summary.ts";

/** Diagnostics for programs, with whatever else the command has to say. The shape is stable within `version`. */
export function renderJson(diagnostics: readonly Diagnostic[], more: Readonly<Record<string, unknown>> = {}): string {
  return `${JSON.stringify({ version: 1, summary: countOf(diagnostics), ...more, diagnostics }, null, 2)}\n`;
}
