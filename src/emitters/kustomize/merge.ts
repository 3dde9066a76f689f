import { fieldSchema, type MergeSchema, mergeSchemaOf, metadataSchema } from "./merge-keys.ts";
import { type Fields, fieldsOf, isFields, isList, own } from "./plain.ts";

/**
 * What identifies each item of a merged list, or undefined where kustomize could not tell: an item is no map, lacks a
 * key, or two items share theirs (it would silently drop one of them).
 */
export function itemIds(items: readonly unknown[], keys: readonly string[]): readonly string[] | undefined {
  const ids: string[] = [];
  for (const item of items) {
    const parts = keys.length === 0 ? [item] : keys.map((key) => (isFields(item) ? item[key] : undefined));
    if (!parts.every((part) => (typeof part === "string" && part !== "") || typeof part === "number")) return undefined;
    ids.push(JSON.stringify(parts.map(String)));
  }
  return new Set(ids).size === ids.length ? ids : undefined;
}

/** What kustomize 5.8.1 makes of an additive strategic-merge patch, for objects that `survivesMerge`. */
export function merge(base: unknown, patch: unknown, schema: MergeSchema | undefined): unknown {
  if (patch === undefined) return base;
  if (isFields(base) && isFields(patch)) {
    const keys = new Set([...Object.keys(base), ...Object.keys(patch)]);
    return fieldsOf([...keys].map((key) => [key, merge(own(base, key), own(patch, key), fieldSchema(schema, key))]));
  }
  if (isList(base) && isList(patch) && schema?.keys) return mergeItems(base, patch, schema, schema.keys);
  return patch;
}

/**
 * One key: the items come in the order of the patch, then the rest. Several keys: what only the patch has comes first,
 * then the order of the base (kyaml removes and appends each item of the base again).
 */
function mergeItems(
  base: readonly unknown[],
  patch: readonly unknown[],
  schema: MergeSchema,
  keys: readonly string[],
): readonly unknown[] {
  const baseIds = itemIds(base, keys) ?? [];
  const patchIds = itemIds(patch, keys) ?? [];
  const merged = (id: string): unknown => merge(base[baseIds.indexOf(id)], patch[patchIds.indexOf(id)], schema.items);
  const order =
    keys.length > 1
      ? [...patchIds.filter((id) => !baseIds.includes(id)), ...baseIds]
      : [...patchIds, ...baseIds.filter((id) => !patchIds.includes(id))];
  return order.map(merged);
}

/**
 * Whether an object passes through a patch unharmed. A patch makes kustomize walk the whole object, also what the patch
 * does not mention: it collapses items of merged lists that share their keys, takes `null` for "remove", `$patch` for an
 * order, and guesses the schema of a nested object from its `apiVersion` and `kind`.
 */
export function survivesMerge(value: unknown, schema: MergeSchema | undefined): boolean {
  if (value === null) return false;
  if (isList(value)) {
    if (schema?.keys && !itemIds(value, schema.keys)) return false;
    return value.every((item) => survivesMerge(item, schema?.items));
  }
  if (!isFields(value)) return true;
  const known = schema ?? embeddedSchema(value);
  return Object.entries(value).every(
    ([key, item]) => key !== "" && !key.startsWith("$") && survivesMerge(item, fieldSchema(known, key)),
  );
}

function embeddedSchema({ apiVersion, kind }: Fields): MergeSchema | undefined {
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  return mergeSchemaOf({ apiVersion, kind }) ?? { fields: { metadata: metadataSchema } };
}
