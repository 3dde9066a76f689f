/**
 * A value as one word of bash, whatever it holds (law 9): within single quotes nothing has a meaning but the quote.
 *
 * @throws TypeError for U+0000, which no word of a shell can hold; the schema refuses it everywhere
 * @see https://www.gnu.org/software/bash/manual/html_node/Single-Quotes.html
 */
export function shellWord(value: string): string {
  if (value.includes("\0")) throw new TypeError("no word of a shell holds U+0000");
  return `'${value.toWellFormed().replaceAll("'", `'\\''`)}'`;
}

/** Variables and arrays of bash that cannot be changed any more, one item of an array on each line. */
export const shellVariables = (values: Readonly<Record<string, string | readonly string[]>>): string =>
  Object.entries(values)
    .map(([name, value]) =>
      typeof value === "string"
        ? `readonly ${name}=${shellWord(value)}\n`
        : `readonly ${name}=(${value.length === 0 ? "" : `\n${value.map((item) => `  ${shellWord(item)}\n`).join("")}`})\n`,
    )
    .join("");
