import { parse } from "@cdktn/hcl2json";

/** Terraform's JSON in one form: what a parser of HCL gives, and what cdktn synthesizes, say the same in different ways. */
type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const isObject = (value: unknown): value is Readonly<Record<string, Json>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The files of one folder, parsed and put together as Terraform does. */
export async function parsedFolder(files: Readonly<Record<string, string>>): Promise<unknown> {
  const merged: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(files)) merge(merged, await parse(name, text));
  return merged;
}

function merge(into: Record<string, unknown>, from: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(from)) {
    const there = into[key];
    if (isObject(there) && isObject(value)) merge(there as Record<string, unknown>, value);
    else if (Array.isArray(there) && Array.isArray(value)) into[key] = [...there, ...value];
    else into[key] = value;
  }
}

/**
 * Leaves out what says nothing (null, cdktn's metadata), reads a block and a list of one block alike, an expression and
 * the literal it is alike, and expressions without their white space.
 */
export function normalized(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(normalized);
    return items.length === 1 && isObject(items[0]) ? items[0] : items;
  }
  if (isObject(value)) {
    const fields = Object.entries(value)
      .filter(([key, field]) => key !== "//" && field !== null && field !== undefined)
      .map(([key, field]) => [keyOf(key), REFERENCES.has(key) ? references(field) : normalized(field)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(fields);
  }
  return typeof value === "string" ? plain(value) : value;
}

/** Arguments whose values are references, which JSON writes without `${}`. */
const REFERENCES = new Set(["depends_on", "ignore_changes", "replace_triggered_by", "type"]);

const references = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(references) : typeof value === "string" ? squeezed(bare(value)) : normalized(value);

const bare = (text: string): string => /^\$\{([\s\S]*)\}$/.exec(text)?.[1] ?? text;

/** A key that is an expression in parentheses, in HCL. */
const keyOf = (key: string): string => {
  const code = /^\$\{\((.*)\)\}$/.exec(key)?.[1];
  return code === undefined ? key : `\${${code}}`;
};

/** Text is left as it is; an expression is one whatever its line breaks. */
const plain = (text: string): string => (/^\$\{[\s\S]*\}$/.test(text) ? squeezed(text) : text);

const squeezed = (text: string): string => text.replaceAll(/\s+/g, "");
