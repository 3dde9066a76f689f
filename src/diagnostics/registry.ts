import { checkDiagnostics } from "./catalog/checks.ts";
import { graphDiagnostics } from "./catalog/graph.ts";
import { hostDiagnostics } from "./catalog/host.ts";
import { modelDiagnostics } from "./catalog/model.ts";
import { outputDiagnostics } from "./catalog/output.ts";
import { schemaDiagnostics } from "./catalog/schema.ts";
import { sourceDiagnostics } from "./catalog/source.ts";
import { terraformDiagnostics } from "./catalog/terraform.ts";
import type { DiagnosticDefinition } from "./define.ts";
import type { Diagnostic, Location, RelatedLocation } from "./diagnostic.ts";

/** Every code there is. Codes are permanent: one is retired by no longer reporting it, never by reusing its name. */
export const registry = {
  ...sourceDiagnostics,
  ...schemaDiagnostics,
  ...modelDiagnostics,
  ...graphDiagnostics,
  ...checkDiagnostics,
  ...terraformDiagnostics,
  ...outputDiagnostics,
  ...hostDiagnostics,
};

export type DiagnosticCode = keyof typeof registry;
export type ParamsOf<Code extends DiagnosticCode> = Parameters<(typeof registry)[Code]["message"]>[0];

export interface Where {
  readonly at?: Location | undefined;
  readonly related?: readonly RelatedLocation[];
}

/** Makes a diagnostic of the registry: `report("schema/unknown-field", { field: "prot" }, { at })`. */
export function report<Code extends DiagnosticCode>(code: Code, params: ParamsOf<Code>, where: Where = {}): Diagnostic {
  const definition = registry[code] as DiagnosticDefinition<ParamsOf<Code>>;
  return {
    code,
    severity: definition.severity,
    message: definition.message(params),
    why: definition.why,
    help: definition.help(params),
    ...(where.at && { location: where.at }),
    related: where.related ?? [],
  };
}
