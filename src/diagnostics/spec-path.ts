import type { SpecPath } from "./diagnostic.ts";

/** `services.payments-service.calls[1].timeout`; keys that are not plain words are quoted. The root is "the document". */
export function formatSpecPath(path: SpecPath): string {
  if (path.length === 0) return "the document";
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      const word = /^[\w-]+$/.test(step) ? step : undefined;
      return word === undefined ? `[${JSON.stringify(step)}]` : index === 0 ? word : `.${word}`;
    })
    .join("");
}

/** A value as a message shows it: short, on one line, control characters escaped. */
export function formatValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "a map";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…${typeof value === "string" ? '"' : ""}` : text;
}

/** A piece of a spec as it may stand in a message: of bounded length. */
export const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

/** `a, b and c`. */
export const formatList = (words: readonly string[]): string => joined(words, "and");

/** `a, b or c`. */
export const formatChoice = (words: readonly string[]): string => joined(words, "or");

function joined(words: readonly string[], last: "and" | "or"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}
