import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { visible } from "./visible.ts";

/**
 * Workflow commands, which GitHub Actions turns into annotations of the changed lines.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function renderGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(command).join("");
}

function command({ code, severity, message, why, help, location }: Diagnostic): string {
  const properties: [string, string][] = [];
  if (location) {
    const { file, start, end } = location;
    properties.push(["file", file], ["line", String(start.line)], ["endLine", String(end.line)]);
    // Columns of a range over several lines are refused by GitHub.
    if (start.line === end.line) properties.push(["col", String(start.column)], ["endColumn", String(end.column)]);
  }
  properties.push(["title", `finflow ${code}`]);
  const list = properties.map(([name, value]) => `${name}=${escapeProperty(value)}`).join(",");
  const text = [message, why, help].map(visible).join("\n");
  return `::${severity} ${list}::${escapeData(text)}\n`;
}

const escapeData = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const escapeProperty = (text: string): string => escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
