import { isMap, own } from "../../source/plain-data.ts";

/** Plain data as it comes out of JSON. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields => isMap(value);

export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** Deep equality; the order of fields does not count, that of items does. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, index) => equal(item, b[index]));
  if (!isFields(a) || !isFields(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}

/** The fields whose value is not undefined. `Object.fromEntries`, unlike assignment, keeps a field named `__proto__`. */
export const fieldsOf = (entries: Iterable<readonly [string, unknown]>): Fields =>
  Object.fromEntries([...entries].filter(([, value]) => value !== undefined));

export const without = (fields: Fields, key: string): Fields =>
  fieldsOf(Object.entries(fields).filter(([name]) => name !== key));

/** `fields` with the value at `path` put there; maps that are missing on the way are made. */
export function withField(fields: Fields, path: readonly string[], value: unknown): Fields {
  const [head, ...rest] = path;
  if (head === undefined) return fields;
  const below = own(fields, head);
  const next = rest.length === 0 ? value : withField(isFields(below) ? below : {}, rest, value);
  return fieldsOf([...Object.entries(fields).filter(([key]) => key !== head), [head, next]]);
}

/** Fields that are undefined are left out, at every depth. */
export function pruned(value: unknown): unknown {
  if (isList(value)) return value.map((item) => pruned(item ?? null));
  if (!isFields(value)) return value;
  return fieldsOf(Object.entries(value).map(([key, item]) => [key, pruned(item)]));
}
