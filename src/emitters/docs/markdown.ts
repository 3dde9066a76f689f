import { relativePath } from "./paths.ts";

/**
 * GitHub Flavored Markdown. Text of a spec goes through {@link text} or {@link code}, and arrives as that text (law 9).
 *
 * @see https://github.github.com/gfm/ version 0.29
 */

/** Characters that nobody sees: reviewers of the file are to see them, readers of the page get them as they are. */
const INVISIBLE = /[\p{Cf}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/**
 * A text of people within a line: a paragraph, an item, a cell. White space becomes one space, as HTML shows it. What
 * would make markup, a link or (on GitHub) a formula of it gets a backslash.
 */
export const text = (value: string): string =>
  value
    .toWellFormed()
    .replaceAll(/[ \t\r\n]+/g, " ")
    .replaceAll(/^ | $/g, "")
    .replaceAll(/[\\`*_[\]<>&|~#$@]/g, String.raw`\$&`)
    .replaceAll(/:(?=\/)/g, String.raw`\:`)
    .replaceAll(/(?<=\bwww)\./gi, String.raw`\.`)
    .replace(/^[-+=]/, String.raw`\$&`)
    .replace(/^(\d+)([.)])/, String.raw`$1\$2`)
    .replaceAll(INVISIBLE, (character) => `&#x${character.codePointAt(0)?.toString(16)};`);

/** A name or value within a line. Backticks in it make the fence longer. */
export function code(value: string): string {
  const line = value.replaceAll(/[\r\n]+/g, " ");
  const fence = "`".repeat(longestRun(line) + 1);
  const padding = /^`|`$|^ .* $/.test(line) ? " " : "";
  return `${fence}${padding}${line}${padding}${fence}`;
}

/** Lines of a program; whoever reads the page can copy them as a whole. */
export function fenced(lines: readonly string[], language = "sh"): string {
  const body = lines.join("\n");
  const fence = "`".repeat(Math.max(3, longestRun(body) + 1));
  return `${fence}${language}\n${body}\n${fence}`;
}

const longestRun = (value: string): number => Math.max(0, ...[...value.matchAll(/`+/g)].map(([run]) => run.length));

/** Rows of finished cells; nothing where there is none. */
export const table = (headers: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => {
  const line = (cells: readonly string[]) => `| ${cells.map(inCell).join(" | ")} |`;
  return rows.length === 0 ? [] : [[line(headers), line(headers.map(() => "---")), ...rows.map(line)].join("\n")];
};

/** Only code may still have a bar that is none of the table's. */
const inCell = (cell: string): string => cell.replaceAll(/(?<!\\)\|/g, String.raw`\|`);

export const list = (items: readonly string[]): readonly string[] =>
  items.length === 0 ? [] : [items.map((item) => `- ${item}`).join("\n")];

/** Numbered steps of a sentence and, where there is something to type, its lines; those belong to their number by its width. */
export const steps = (items: readonly (readonly [look: string, commands?: readonly string[]])[]): string =>
  items
    .map(([look, commands], index) => {
      const number = `${index + 1}. `;
      const block = commands ? fenced(commands).replaceAll(/^(?=.)/gm, " ".repeat(number.length)) : undefined;
      return [number + look, ...(block === undefined ? [] : ["", block])].join("\n");
    })
    .join("\n\n");

/** From the page at one path to another, or to a heading of it. Labels are ours or names. */
export const link = (label: string, from: string, to: string, heading?: string): string =>
  `[${label}](${to === from ? "" : relativePath(from, to)}${heading === undefined ? "" : `#${anchorOf(heading)}`})`;

/** How GitHub names a heading. @see https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

/** Blocks, one after the other. */
export const page = (blocks: readonly (string | readonly string[])[]): string =>
  `${blocks
    .flat()
    .filter((block) => block !== "")
    .join("\n\n")}\n`;

/** A heading with its blocks; nothing where there are none. */
export function section(heading: string, blocks: readonly (string | readonly string[])[]): readonly string[] {
  const body = blocks.flat().filter((block) => block !== "");
  return body.length === 0 ? [] : [`## ${heading}`, ...body];
}
