/** Invisible characters a spec may not contain raw. */
export interface ControlCharacters {
  readonly count: number;
  /** Offset of the first. */
  readonly offset: number;
  /** Its name, such as `U+0000`. */
  readonly name: string;
}

/**
 * Controls (C0 but tab and line ends, DEL, C1), a carriage return without its newline, byte order marks inside the
 * text, and the bidirectional controls that make code look like other code (CVE-2021-42574, "Trojan Source").
 */
const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\r(?!\n)/g;

/** The forbidden characters of a text, or undefined where there are none. */
export function controlCharacters(text: string): ControlCharacters | undefined {
  let count = 0;
  let offset = 0;
  for (const match of text.matchAll(FORBIDDEN)) {
    if (count === 0) offset = match.index;
    count++;
  }
  if (count === 0) return undefined;
  const name = `U+${text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, "0")}`;
  return { count, offset, name };
}
