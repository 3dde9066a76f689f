import type { Diagnostic, Location } from "../../diagnostics/diagnostic.ts";
import { codeFrame } from "./code-frame.ts";
import { summaryOf } from "./summary.ts";
import { visible } from "./visible.ts";

export interface TextOptions {
  /** The text of a file, for code frames; undefined where it cannot be shown. */
  readonly sources: (file: string) => string | undefined;
  readonly colour: boolean;
  /** Columns of the terminal. Only code frames are clipped; sentences are left to the terminal to wrap. */
  readonly width: number;
}

const STYLES = { bold: "1", dim: "2", red: "1;31", yellow: "1;33", blue: "34" } as const;
type Paint = (style: keyof typeof STYLES, text: string) => string;

/** Diagnostics for people, with code frames and a last line that counts them. Nothing of a spec reaches the terminal raw. */
export function renderText(diagnostics: readonly Diagnostic[], options: TextOptions): string {
  if (diagnostics.length === 0) return "";
  const paint: Paint = (style, text) => (options.colour ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text);
  const blocks = diagnostics.map((diagnostic, index) => block(diagnostic, diagnostics[index - 1], options, paint));
  return `${blocks.join("\n\n")}\n\n${paint("bold", summaryOf(diagnostics))}\n`;
}

/** What the one before it has just said, in the same words, is not said again: a check may name hundreds of files. */
function block(diagnostic: Diagnostic, before: Diagnostic | undefined, options: TextOptions, paint: Paint): string {
  const { severity, code, message, why, help, location, related } = diagnostic;
  const title = paint(severity === "error" ? "red" : "yellow", `${severity}[${code}]`);
  const lines = [`${title}: ${paint("bold", visible(message))}`];
  if (location) lines.push(...place(location, options, paint, 1));
  const said = before?.code === code && before.why === why && before.help === help;
  if (!said) lines.push(`   ${paint("dim", "why:")}  ${visible(why)}`, `   ${paint("dim", "help:")} ${visible(help)}`);
  for (const { message: note, location: where } of related) {
    lines.push(`   ${paint("dim", "see:")}  ${visible(note)}`, ...place(where, options, paint, 0));
  }
  return lines.join("\n");
}

function place(location: Location, options: TextOptions, paint: Paint, context: number): string[] {
  const { file, start } = location;
  // A file as a whole is meant; its first line says nothing about that.
  const text = isWholeFile(location) ? undefined : options.sources(file);
  const gutter = String(start.line + context).length;
  const frame = text === undefined ? [] : codeFrame(text, location, { width: options.width - gutter - 4, context });
  const name = `${visible(file)}:${start.line}:${start.column}`;
  const arrow = `  ${paint("blue", "-->")} ${name}`;
  const lines = frame.map(({ kind, number, text: content }) =>
    kind === "source"
      ? `${paint("blue", ` ${String(number).padStart(gutter)} |`)} ${content}`.trimEnd()
      : `${paint("blue", ` ${" ".repeat(gutter)} |`)} ${paint("red", content)}`,
  );
  return [arrow, ...lines];
}

const isWholeFile = ({ start, end }: Location): boolean =>
  start.line === 1 && start.column === 1 && end.line === 1 && end.column === 1;
