/** How a string is written so that every reader gets the same string back. */
export type StringStyle = "plain" | "single" | "double" | "literal";

/**
 * Chooses the plainest style that YAML 1.1 readers (Ansible, PyYAML) and YAML 1.2 readers (Go, `yaml`) both read as
 * this very string. Quotes too often rather than too rarely: a needless quote costs a reviewer nothing.
 */
export function stringStyle(text: string, isKey: boolean): StringStyle {
  if (text.includes("\n")) return !isKey && survivesLiteral(text) ? "literal" : "double";
  if (needsEscape.test(text)) return "double";
  if (isPlain(text)) return "plain";
  // JSON and PromQL read better without a backslash before each quote.
  return /["\\]/.test(text) && !text.includes("'") ? "single" : "double";
}

/** JSON's escapes, and those for what a YAML 1.1 reader takes for a line break, a byte order mark or unprintable. */
export function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(needsEscapeEverywhere, escapeCodeUnit);
}

export const singleQuoted = (text: string): string => `'${text}'`;

/** Only for a text whose style is `literal`. Empty lines stay empty: no spaces at line ends. */
export function literalBlock(text: string, indent: string): string {
  const header = text.endsWith("\n") ? "|" : "|-";
  return (
    header +
    text
      .replace(/\n$/, "")
      .replace(/^(?=.)/gm, indent)
      .replace(/^/, "\n")
  );
}

/** Unprintable, or a line break to some reader (U+0085, U+2028, U+2029), or dropped as a byte order mark (U+FEFF). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const needsEscape = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;
const needsEscapeEverywhere = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const needsEscapeInLiteral = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;

const escapeCodeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

/**
 * A block literal keeps these texts to the letter: no indentation indicator needed (first line starts with a visible
 * character), at most one final line break, and no spaces at line ends, which editors and hooks strip.
 */
function survivesLiteral(text: string): boolean {
  return /^[^\s]/.test(text) && !/[ \t](\n|$)/.test(text) && !text.endsWith("\n\n") && !needsEscapeInLiteral.test(text);
}

/** Starts with a character that opens nothing; a `-` only as in `--port`, a `.` only as in `.env` or `../a` (YAML 1.1 reads `.` as a float). */
const plainStart = /^(?:[A-Za-z0-9_/$(^<\\;]|\.[A-Za-z]|\.\.?\/|--?[A-Za-z]|[^\p{ASCII}\p{Z}\p{C}])/u;
/** `: ` and ` #` end a plain scalar; quotes and braces inside are legal and still mislead a reader. */
const misleading = /: |:$| #|\s$|["'`{}[\],]/;
/** Words that are null, a boolean, infinity, the merge key or the default value in YAML 1.1 or 1.2. */
const words = /^(?:~|null|true|false|yes|no|on|off|y|n|<<|=|[-+]?\.(?:inf|nan))$/i;
/** Integers of any base, floats, versions such as `1.4`, sexagesimals, dates and times: looks like one, gets quoted. */
const numeric = /^[-+.]*[0-9][0-9a-fA-FoOxX_.:,+\-TtZz ]*$/;

function isPlain(text: string): boolean {
  return plainStart.test(text) && !misleading.test(text) && !words.test(text) && !numeric.test(text);
}
