import type { Command } from "commander";
import type { DiagnosticDefinition } from "../../diagnostics/define.ts";
import { nearest } from "../../diagnostics/nearest.ts";
import { registry } from "../../diagnostics/registry.ts";
import type { CliIo } from "../cli-io.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";
import { readPage } from "../pages.ts";
import { visible } from "../render/visible.ts";
import { UsageError } from "../usage-error.ts";

const definitions: Readonly<Record<string, DiagnosticDefinition<never>>> = registry;

/** `finflow explain`: the page of a code, or the list of all. */
export function addExplain(program: Command, io: CliIo, finish: (status: ExitStatus) => void): void {
  program
    .command("explain")
    .summary("explain a diagnostic code")
    .description("Prints the page of a diagnostic code: what happened, why it is refused, a wrong and a right example.")
    .argument("[code]", "a code such as source/duplicate-key, or its number such as FF14; without it, all are listed")
    .addHelpText(
      "after",
      `
Examples:
  $ finflow explain source/duplicate-key
  $ finflow explain FF14
  $ finflow explain | grep network

Exit status: 0 explained, 2 there is no such code.`,
    )
    .action((code: string | undefined) => {
      io.stdout(code === undefined ? listOfCodes() : pageOf(code));
      finish(exitStatus.fine);
    });
}

function pageOf(name: string): string {
  const code = Object.keys(definitions).find(
    (candidate) => candidate === name || definitions[candidate]?.alias?.toLowerCase() === name.toLowerCase(),
  );
  if (code === undefined) {
    const near = nearCodes(name);
    const hint = near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "Run finflow explain for the list of codes.";
    throw new UsageError(`There is no diagnostic code ${visible(name)}. ${hint}`);
  }
  return readPage(code) ?? `${code}: ${definitions[code]?.why}\n`;
}

/** Letters of a code's name that say which one is meant. */
const SHORTEST_PART = 4;

/** Codes like the whole name or like one of its parts, the area or the rest. */
function nearCodes(name: string): readonly string[] {
  const codes = Object.keys(definitions);
  const rest = name.slice(name.indexOf("/") + 1);
  const whole = nearest(name, codes);
  const part = nearest(rest, codes.map(shortName));
  const isPart = (code: string) => rest.length >= SHORTEST_PART && shortName(code).includes(rest);
  const near = codes.filter((code) => code === whole || shortName(code) === part || isPart(code));
  return rest === "" ? [] : near.slice(0, 3);
}

function listOfCodes(): string {
  const codes = Object.keys(definitions).sort();
  const width = Math.max(0, ...codes.map((code) => code.length));
  return codes
    .map((code) => {
      const alias = definitions[code]?.alias;
      return `${code.padEnd(width)}  ${definitions[code]?.severity.padEnd(7)}  ${alias ? `${alias} ` : ""}${firstSentence(code)}\n`;
    })
    .join("");
}

/** What the page says first. */
function firstSentence(code: string): string {
  const paragraphs = readPage(code)?.split("\n\n").slice(1) ?? [];
  const paragraph = paragraphs.find((text) => !text.startsWith("Alias: ")) ?? definitions[code]?.why ?? "";
  const text = paragraph.replace(/^\*\*[^*]*\*\*\s*/, "").replaceAll("\n", " ");
  return /^.*?[.;](?=\s|$)/.exec(text)?.[0] ?? text;
}

const shortName = (code: string): string => code.slice(code.indexOf("/") + 1);
