/** Turns the `@default x` of a description into a sentence, as editors show descriptions as they are. */
export const readableDefault = (description: string): string =>
  description.replace(
    /\s*@default (.+?)\.?$/s,
    (_, value: string, start: number) => `${start > 0 ? " " : ""}Default: ${value}.`,
  );
