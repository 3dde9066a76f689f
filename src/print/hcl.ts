/**
 * Prints Terraform's language as `terraform fmt` leaves it: 2 spaces, `=` of neighbouring lines below each other, a blank
 * line between what belongs together, LF, final newline.
 *
 * Strings are templates, as in Terraform's JSON syntax: `${…}` and `%{…}` in them are code. Text that is data goes through
 * `escapeTemplate` where it enters.
 */

/** An argument's value. A string that is one `${…}` from end to end is printed as the expression in it. */
export type HclValue =
  | string
  | number
  | boolean
  | null
  | readonly HclValue[]
  | { readonly [key: string]: HclValue | undefined };

export interface HclAttribute {
  readonly name: string;
  readonly value: HclValue;
}

export interface HclBlock {
  /** `resource`, `lifecycle` … */
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: readonly (HclAttribute | HclBlock)[];
  /** Says why, above the block. */
  readonly comment?: string;
}

/** Makes text data, whatever it holds. @see https://developer.hashicorp.com/terraform/language/expressions/strings */
export const escapeTemplate = (text: string): string => text.replaceAll(/[$%](?=\{)/g, "$&$&");

/** Values of variables, as in a `.tfvars` file. Every string is data. */
export function printTfvars(values: Readonly<Record<string, HclValue>>): string {
  const attributes = Object.entries(values).map(([name, value]) => ({ name, value: escaped(value) }));
  return `${printBody(attributes, "").join("\n")}\n`;
}

/** The blocks of a file, in their order. */
export const printHcl = (blocks: readonly HclBlock[]): string =>
  `${blocks.map((block) => printBlock(block, "").join("\n")).join("\n\n")}\n`;

const INDENT = "  ";
/** Beyond it a list stands on lines of its own. */
const WIDTH = 100;

/** What stands first and last in a block, by Terraform's style guide; the rest keeps its order. */
const FIRST = ["provider", "source", "count", "for_each"];
const LAST = ["lifecycle", "depends_on"];

function printBlock({ type, labels, body, comment }: HclBlock, indent: string): string[] {
  const head = [type, ...labels.map(quoted)].join(" ");
  const lines = printBody(body, indent + INDENT);
  return [
    ...(comment === undefined ? [] : comment.split("\n").map((line) => `${indent}# ${line}`)),
    ...(lines.length === 0 ? [`${indent}${head} {}`] : [`${indent}${head} {`, ...lines, `${indent}}`]),
  ];
}

/** Meta-arguments, arguments of one line, longer ones, blocks; between these, and between longer ones, a blank line. */
function printBody(body: HclBlock["body"], indent: string): string[] {
  const nameOf = (item: HclAttribute | HclBlock) => ("name" in item ? item.name : item.type);
  const first = body.filter((item) => FIRST.includes(nameOf(item)));
  const last = LAST.flatMap((name) => body.filter((item) => nameOf(item) === name));
  const rest = body.filter((item) => !first.includes(item) && !last.includes(item));
  const attributes = rest.filter((item) => "name" in item);
  const blocks = rest.filter((item) => "type" in item);

  const printed = attributes.map(({ name, value }) => ({ name, lines: printValue(value, indent) }));
  const isLong = ({ lines }: { lines: readonly string[] }) => lines.length > 1;
  return joined([
    printItems(first, indent),
    aligned(
      printed.filter((item) => !isLong(item)),
      indent,
    ),
    ...printed.filter(isLong).map((item) => aligned([item], indent)),
    ...blocks.map((block) => printBlock(block, indent)),
    ...last.map((item) => printItems([item], indent)),
  ]);
}

const printItems = (items: HclBlock["body"], indent: string): string[] =>
  items.flatMap((item) =>
    "type" in item
      ? printBlock(item, indent)
      : aligned([{ name: item.name, lines: printValue(item.value, indent) }], indent),
  );

/** Paragraphs with a blank line between them. */
const joined = (paragraphs: readonly (readonly string[])[]): string[] =>
  paragraphs.filter((lines) => lines.length > 0).flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));

/** Names and the lines of their values: `terraform fmt` aligns neighbours whose values end on their line, and no others. */
export function aligned(items: readonly { name: string; lines: readonly string[] }[], indent: string): string[] {
  const out: string[] = [];
  for (let start = 0; start < items.length; ) {
    let end = start;
    while (end < items.length && items[end]?.lines.length === 1) end += 1;
    const run = items.slice(start, Math.max(end, start + 1));
    const width = end > start ? Math.max(...run.map(({ name }) => name.length)) : 0;
    for (const { name, lines } of run) {
      const [head = "", ...more] = lines;
      out.push(`${indent}${name}${" ".repeat(Math.max(0, width - name.length))} = ${head}`, ...more);
    }
    start += run.length;
  }
  return out;
}

/** The lines of a value: the first without its indentation, since it stands behind `=`. */
function printValue(value: HclValue, indent: string): string[] {
  if (value === null || typeof value === "number" || typeof value === "boolean") return [String(value)];
  if (typeof value === "string") return printTemplate(value, indent);
  const inner = indent + INDENT;
  if (isList(value)) {
    const items = value.map((item) => printValue(item, inner));
    const line = `[${items.map(([only]) => only).join(", ")}]`;
    const isShort = items.every(({ length }) => length === 1) && indent.length + line.length <= WIDTH;
    if (items.length === 0 || isShort) return [line];
    return [
      "[",
      ...items.flatMap(([head, ...more]) => {
        const lines = [`${inner}${head}`, ...more];
        return lines.with(-1, `${lines.at(-1)},`);
      }),
      `${indent}]`,
    ];
  }
  const fields = Object.entries(value).flatMap(([key, field]) =>
    field === undefined ? [] : [{ name: printKey(key), lines: printValue(field, inner) }],
  );
  return fields.length === 0 ? ["{}"] : ["{", ...aligned(fields, inner), `${indent}}`];
}

const isList = (value: HclValue): value is readonly HclValue[] => Array.isArray(value);

/** Words that would not be read as the name of a key. */
const RESERVED = new Set(["true", "false", "null", "for"]);

function printKey(key: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) && !RESERVED.has(key)) return key;
  const [only, ...others] = partsOf(key);
  if (only?.kind === "code" && others.length === 0) return `(${only.text.slice(2, -1)})`;
  // `terraform fmt` aligns by grapheme clusters, of which its Unicode knows others than ours: in ASCII all agree.
  return quotedTemplate(key).replaceAll(/[^\x20-\x7e]/gu, (character) => unicodeEscape(character.codePointAt(0) ?? 0));
}

function printTemplate(template: string, indent: string): string[] {
  const [only, ...others] = partsOf(template);
  if (only?.kind !== "code" || others.length > 0 || !only.text.startsWith("${")) return [quotedTemplate(template)];
  const [head = "", ...more] = only.text.slice(2, -1).trim().split("\n");
  return [head, ...more.map((line) => (line === "" ? "" : indent + line))];
}

const quotedTemplate = (template: string): string =>
  `"${partsOf(template)
    .map(({ kind, text }) => (kind === "code" ? text : escapeCharacters(text)))
    .join("")}"`;

const quoted = (text: string): string => `"${escapeCharacters(text)}"`;

const NAMED_ESCAPES: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  '"': '\\"',
  "\\": "\\\\",
};

/** What a quoted string cannot hold as it is, and what a reader could not see: controls, bidi marks, other line ends. */
const escapeCharacters = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(
      /["\\\p{Cc}\p{Cf}\u2028\u2029]/gu,
      (character) => NAMED_ESCAPES[character] ?? unicodeEscape(character.codePointAt(0) ?? 0),
    );

const unicodeEscape = (codePoint: number): string =>
  codePoint > 0xffff
    ? `\\U${codePoint.toString(16).padStart(8, "0")}`
    : `\\u${codePoint.toString(16).padStart(4, "0")}`;

interface Part {
  readonly kind: "text" | "code";
  readonly text: string;
}

/** Divides a template into its text and its `${…}` and `%{…}`. A sequence that is never closed is an error of ours. */
function partsOf(template: string): Part[] {
  const parts: Part[] = [];
  let start = 0;
  for (let index = 0; index < template.length; ) {
    const three = template.slice(index, index + 3);
    if (three === "$${" || three === "%%{") index += 3;
    else if (three.startsWith("${") || three.startsWith("%{")) {
      const end = endOfCode(template, index + 2);
      if (index > start) parts.push({ kind: "text", text: template.slice(start, index) });
      parts.push({ kind: "code", text: template.slice(index, end) });
      start = index = end;
    } else index += 1;
  }
  if (start < template.length) parts.push({ kind: "text", text: template.slice(start) });
  return parts;
}

/** The index behind the `}` that closes the code which begins at `index`; strings within it may hold further code. */
function endOfCode(template: string, index: number): number {
  let depth = 1;
  for (let at = index; at < template.length; at += 1) {
    const character = template[at];
    if (character === '"') at = endOfString(template, at + 1) - 1;
    else if (character === "{") depth += 1;
    else if (character === "}") depth -= 1;
    if (depth === 0) return at + 1;
  }
  throw new Error(`a template is not closed: ${template}`);
}

function endOfString(template: string, index: number): number {
  for (let at = index; at < template.length; at += 1) {
    if (template[at] === "\\") at += 1;
    else if (template[at] === '"') return at + 1;
    else if (/^(?:\$\$|%%)\{/.test(template.slice(at, at + 3))) at += 2;
    else if (/^[$%]\{/.test(template.slice(at, at + 2))) at = endOfCode(template, at + 2) - 1;
  }
  throw new Error(`a string of a template is not closed: ${template}`);
}

/** The same value with every string, and every key, as data. */
function escaped(value: HclValue): HclValue {
  if (typeof value === "string") return escapeTemplate(value);
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return value.map(escaped);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) =>
      field === undefined ? [] : [[escapeTemplate(key), escaped(field)]],
    ),
  );
}
