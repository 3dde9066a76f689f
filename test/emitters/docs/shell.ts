/** A command of a shell: its words with quotes resolved, variables left as `$name`. */
export type Command = readonly string[];

/** Commands of a block, in order, those within `$(…)` before the one around them. */
export interface Script {
  readonly commands: readonly Command[];
  /** What variables were set to. */
  readonly variables: ReadonlyMap<string, string>;
}

/** In a word, the output of another command: nobody can know it here. */
export const OUTPUT = "\u0001";

/** Reads what the pages have of the shell: words, quotes, variables, pipes, `&&`, `;`, comments, continued lines and `$(…)`. */
export function readScript(text: string): Script {
  const commands: Command[] = [];
  const variables = new Map<string, string>();
  let at = 0;
  const next = (): string => text[at] ?? "";
  parse("");
  if (at < text.length) throw new Error(`unexpected ${next()} in ${text}`);
  return { commands, variables };

  function parse(end: string): void {
    let words: string[] = [];
    const finish = () => {
      const assigned = words.findIndex((word) => !/^\w+=/.test(word));
      const set = assigned === -1 ? words : words.slice(0, assigned);
      for (const word of set) variables.set(word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1));
      if (words.length > set.length) commands.push(words.slice(set.length));
      words = [];
    };
    while (at < text.length && next() !== end) {
      if (text.startsWith("\\\n", at)) at += 2;
      else if (/[ \t]/.test(next())) at++;
      else if (next() === "#") while (at < text.length && next() !== "\n") at++;
      else if (/[\n;|&]/.test(next())) {
        finish();
        at++;
      } else words.push(word(end));
    }
    finish();
  }

  function word(end: string): string {
    let value = "";
    while (at < text.length && next() !== end && !/[ \t\n;|&]/.test(next())) {
      if (next() === "'") {
        const close = text.indexOf("'", at + 1);
        if (close === -1) throw new Error(`no end of a quote in ${text}`);
        value += text.slice(at + 1, close).replaceAll("$", "\u0002");
        at = close + 1;
      } else if (next() === '"') {
        at++;
        while (next() !== '"') {
          if (at >= text.length) throw new Error(`no end of a quote in ${text}`);
          value += inQuotes();
        }
        at++;
      } else value += inQuotes();
    }
    return value;
  }

  function inQuotes(): string {
    if (text.startsWith("$(", at)) {
      at += 2;
      parse(")");
      at++;
      return OUTPUT;
    }
    if (next() === "\\") at++;
    return text[at++] ?? "";
  }
}

/** A word with its variables; those that are not known stand for anything. */
export function expand(word: string, variables: ReadonlyMap<string, string>): string {
  return word
    .replaceAll(/\$\{?(\w+)\}?/g, (_, name: string) => {
      const value = variables.get(name);
      return value === undefined || value.startsWith("…") ? OUTPUT : expand(value, variables);
    })
    .replaceAll("\u0002", "$");
}
