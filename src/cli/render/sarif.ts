import type { DiagnosticDefinition } from "../../diagnostics/define.ts";
import type { Diagnostic, Location } from "../../diagnostics/diagnostic.ts";
import { registry } from "../../diagnostics/registry.ts";

export interface SarifOptions {
  /** Version of FinFlow. */
  readonly version: string;
  /** The page of a code, as Markdown. */
  readonly pages: (code: string) => string | undefined;
}

/** A SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), as code scanning services read it. */
export function renderSarif(diagnostics: readonly Diagnostic[], options: SarifOptions): string {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "finflow",
            semanticVersion: options.version,
            rules: codes.map((code) => rule(code, options)),
          },
        },
        // Without it, columns would count code points.
        columnKind: "utf16CodeUnits",
        results: diagnostics.map((diagnostic) => result(diagnostic, codes.indexOf(diagnostic.code))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function rule(code: string, { pages }: SarifOptions) {
  const definition = (registry as Readonly<Record<string, DiagnosticDefinition<never>>>)[code];
  const page = pages(code);
  const why = definition?.why ?? code;
  return {
    id: code,
    shortDescription: { text: code.replace("/", ": ").replaceAll("-", " ") },
    fullDescription: { text: why },
    help: { text: page ?? why, ...(page !== undefined && { markdown: page }) },
    ...(definition && { defaultConfiguration: { level: definition.severity } }),
    ...(definition?.alias !== undefined && { properties: { tags: [definition.alias] } }),
  };
}

function result({ code, severity, message, help, location, related }: Diagnostic, ruleIndex: number) {
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text: `${message}\n${help}` },
    ...(location && { locations: [{ physicalLocation: physicalLocation(location) }] }),
    ...(related.length > 0 && {
      relatedLocations: related.map((other, id) => ({
        id,
        message: { text: other.message },
        physicalLocation: physicalLocation(other.location),
      })),
    }),
  };
}

function physicalLocation({ file, start, end }: Location) {
  return {
    artifactLocation: { uri: file.toWellFormed().split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" },
    region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
  };
}
