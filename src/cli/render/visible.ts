/**
 * Characters that act on a terminal, cannot be seen, or change the order of others: controls (escape sequences start
 * with one), formats such as bidirectional overrides and zero-width joiners, line separators, lone surrogates.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text of a spec as it may go to a terminal: what is not visible is written as `<U+001B>`. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
  });
}
