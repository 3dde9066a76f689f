import { type Diagnostic, hasErrors } from "../diagnostics/diagnostic.ts";

/**
 * What the process says to its caller. Unlike `terraform plan -detailed-exitcode`, drift is 1, not 2: to a pipeline it
 * is a finding like any other, while 2 means that nothing was found out.
 */
export const exitStatus = { fine: 0, findings: 1, failure: 2 } as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** Warnings alone are fine. */
export const statusOf = (diagnostics: readonly Diagnostic[]): ExitStatus =>
  hasErrors(diagnostics) ? exitStatus.findings : exitStatus.fine;
