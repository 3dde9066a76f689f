import type { Diagnostic } from "../../diagnostics/diagnostic.ts";

/** "3 errors, 1 warning"; empty where there is nothing. */
export function summaryOf(diagnostics: readonly Diagnostic[]): string {
  const { errors, warnings } = countOf(diagnostics);
  return [plural(errors, "error"), plural(warnings, "warning")].filter((part) => part !== "").join(", ");
}

/** How many there are of each severity. */
export function countOf(diagnostics: readonly Diagnostic[]): { readonly errors: number; readonly warnings: number } {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: diagnostics.length - errors };
}

function plural(count: number, noun: string): string {
  return count === 0 ? "" : `${count} ${noun}${count === 1 ? "" : "s"}`;
}
