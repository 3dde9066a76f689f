import type { Severity } from "./diagnostic.ts";

/** The permanent entry behind a code. Its page is `codes/<code>.md`; a test triggers it. */
export interface DiagnosticDefinition<Params> {
  readonly severity: Severity;
  /** Number in the catalogue of foot-guns, such as `FF14`, kept as a second name for `finflow explain`. */
  readonly alias?: string;
  /** What is wrong, in one line. */
  readonly message: (params: Params) => string;
  /** Why it matters: what would happen otherwise. */
  readonly why: string;
  /** What to write instead. */
  readonly help: (params: Params) => string;
}

export const define = <Params>(definition: DiagnosticDefinition<Params>): DiagnosticDefinition<Params> => definition;
