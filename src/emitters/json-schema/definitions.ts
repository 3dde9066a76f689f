/** A JSON Schema, as plain data. */
export type Json = { readonly [key: string]: unknown };

/**
 * Replaces each occurrence of a definition inside the others by a reference. zod would name what it finds twice by
 * numbers, so that one new field renames half of the file.
 */
export function nameDefinitions(definitions: Readonly<Record<string, Json>>): Json {
  const names = new Map(Object.entries(definitions).map(([name, schema]) => [JSON.stringify(schema), name]));
  const below = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(below);
    if (typeof value !== "object" || value === null) return value;
    const name = names.get(JSON.stringify(value));
    return name === undefined ? inside(value) : { $ref: `#/definitions/${name}` };
  };
  const inside = (schema: object) =>
    Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, below(value)]));
  return Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, inside(schema)]));
}
