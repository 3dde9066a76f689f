import { own } from "../../source/plain-data.ts";
import { itemId, keysInUse } from "./merge.ts";
import { fieldSchema, type MergeSchema } from "./merge-keys.ts";
import { equal, type Fields, fieldsOf, isFields, isList } from "./plain.ts";

/**
 * What must be added to `base`, a common part of `wanted`, to get `wanted`; undefined where nothing must.
 * It repeats no value of the base, only the keys that lead to an item of a list.
 */
export function additivePatch(base: unknown, wanted: unknown, schema: MergeSchema | undefined): unknown {
  if (base === undefined) return wanted;
  if (isFields(base) && isFields(wanted)) {
    const added = Object.entries(wanted).map(
      ([key, value]) => [key, additivePatch(own(base, key), value, fieldSchema(schema, key))] as const,
    );
    const patch = fieldsOf(added);
    return Object.keys(patch).length > 0 ? patch : undefined;
  }
  if (isList(base) && isList(wanted) && schema?.keys && !equal(base, wanted)) {
    return patchItems(base, wanted, schema, schema.keys);
  }
  return undefined;
}

function patchItems(
  base: readonly unknown[],
  wanted: readonly unknown[],
  schema: MergeSchema,
  allKeys: readonly string[],
): readonly unknown[] {
  const keys = keysInUse(base, allKeys) ?? allKeys;
  const byId = new Map(base.map((item) => [itemId(item, keys), item]));
  const added = wanted.map((item) => additivePatch(byId.get(itemId(item, keys)), item, schema.items));
  // By one key, kustomize puts the items of a patch first: those before the last changed one are named to keep their place.
  const named = keys.length > 1 ? 0 : added.findLastIndex((item) => item !== undefined);
  return wanted.flatMap((item, index) => {
    const patch = added[index];
    if (patch === undefined && index >= named) return [];
    return [{ ...keysOf(item, keys), ...(isFields(patch) ? patch : {}) }];
  });
}

const keysOf = (item: unknown, keys: readonly string[]): Fields =>
  isFields(item) ? fieldsOf(keys.map((key) => [key, item[key]])) : {};
