import { own } from "../../source/plain-data.ts";
import { fieldSchema, type MergeSchema, mergeSchemaOf, metadataSchema } from "./merge-keys.ts";
import { type Fields, fieldsOf, isFields, isList } from "./plain.ts";

/**
 * The keys by which kustomize tells the items of a merged list apart: those that all items have, such as `containerPort`
 * alone where no item names a `protocol`. Undefined where it could not tell them apart and would silently drop or join
 * some: an item is no map, some items have a key that others lack, or two items share theirs.
 */
export function keysInUse(items: readonly unknown[], keys: readonly string[]): readonly string[] | undefined {
  const [first] = items;
  const used = keys.filter((key) => isFields(first) && own(first, key) !== undefined);
  const lacking = keys.filter((key) => !used.includes(key));
  if (items.length > 0 && keys.length > 0 && used[0] !== keys[0]) return undefined;
  if (items.some((item) => isFields(item) && lacking.some((key) => own(item, key) !== undefined))) return undefined;
  const ids = items.map((item) => itemId(item, used));
  return ids.every((id) => id !== undefined) && new Set(ids).size === ids.length ? used : undefined;
}

/** What identifies an item of a merged list; without keys, of a set of scalars. */
export function itemId(item: unknown, keys: readonly string[]): string | undefined {
  const parts = keys.length === 0 ? [item] : keys.map((key) => (isFields(item) ? own(item, key) : undefined));
  const isKey = (part: unknown): boolean => (typeof part === "string" && part !== "") || typeof part === "number";
  return parts.every(isKey) ? JSON.stringify(parts.map(String)) : undefined;
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
 * One key in use: the items come in the order of the patch, then the rest. Several: what only the patch has comes first,
 * then the order of the base (kyaml removes and appends each item of the base again).
 */
function mergeItems(
  base: readonly unknown[],
  patch: readonly unknown[],
  schema: MergeSchema,
  allKeys: readonly string[],
): readonly unknown[] {
  const keys = keysInUse(base, allKeys) ?? allKeys;
  const byId = (items: readonly unknown[]): ReadonlyMap<string | undefined, unknown> =>
    new Map(items.map((item) => [itemId(item, keys), item]));
  const [fromBase, fromPatch] = [byId(base), byId(patch)];
  const [baseIds, patchIds] = [[...fromBase.keys()], [...fromPatch.keys()]];
  const order =
    keys.length > 1
      ? [...patchIds.filter((id) => !fromBase.has(id)), ...baseIds]
      : [...patchIds, ...baseIds.filter((id) => !fromPatch.has(id))];
  return order.map((id) =>
    fromBase.has(id) ? merge(fromBase.get(id), fromPatch.get(id), schema.items) : fromPatch.get(id),
  );
}

/**
 * Whether an object passes through a patch unharmed. A patch makes kustomize walk the whole object, also what the patch
 * does not mention: it collapses items of merged lists that share their keys, takes `null` for "remove", `$patch` for an
 * order, and guesses the schema of a nested object from its `apiVersion` and `kind`.
 */
export function survivesMerge(value: unknown, schema: MergeSchema | undefined): boolean {
  if (value === null) return false;
  if (isList(value)) {
    if (schema?.keys && !keysInUse(value, schema.keys)) return false;
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
