/**
 * Characters that could end a comment line, hide what it says, or mean something to a template language that also
 * expands comments (Jinja and Go templates `{{`, shell and HCL `$`, PHP and ERB `<%`).
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\{}$%<>`"]/gu;

/** Makes any text safe inside a one-line comment; two different texts never become equal. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

/** Like {@link escapeText}, and without spaces, for a value that ends at the next space. */
export function escapeWord(text: string): string {
  return escapeText(text).replace(/\s/gu, escapeCharacter);
}

function escapeCharacter(character: string): string {
  let escaped = "";
  for (let index = 0; index < character.length; index++) {
    escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }
  return escaped;
}
