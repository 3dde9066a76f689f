import { own } from "../../source/plain-data.ts";
import { itemId, keysInUse } from "./merge.ts";
import { fieldSchema, type MergeSchema } from "./merge-keys.ts";
import { equal, type Fields, fieldsOf, isFields, isList } from "./plain.ts";

/**
 * What all values share and an additive patch can complete to each of them; undefined where that is nothing.
 * What differs is left out, never kept as a default that one environment would override.
 */
export function commonPart(values: readonly unknown[], schema: MergeSchema | undefined): unknown {
  const [first, ...others] = values;
  if (others.every((other) => equal(first, other))) return first;
  if (values.every(isFields)) return commonFields(values, schema);
  if (values.every(isList) && schema?.keys?.length) return commonItems(values, schema, schema.keys);
  return undefined;
}

function commonFields(values: readonly Fields[], schema: MergeSchema | undefined): Fields | undefined {
  const [first = {}] = values;
  const shared = Object.keys(first).filter((key) => values.every((value) => Object.hasOwn(value, key)));
  const common = fieldsOf(
    shared.map((key) => [
      key,
      commonPart(
        values.map((value) => value[key]),
        fieldSchema(schema, key),
      ),
    ]),
  );
  // An empty map often means "everything" (`podSelector: {}`), so one that not all have is left out too.
  return Object.keys(common).length > 0 ? common : undefined;
}

/** The items that all lists have, each reduced to its common part, if a patch can restore the order of every list. */
function commonItems(
  lists: readonly (readonly unknown[])[],
  schema: MergeSchema,
  allKeys: readonly string[],
): readonly unknown[] | undefined {
  if (schema.refersBackwards && lists.flat().some(refersToAnother)) return undefined;
  const keys = keysInUse(lists[0] ?? [], allKeys);
  if (!keys || !lists.every((list) => equal(keysInUse(list, allKeys), keys))) return undefined;

  const byId = lists.map((list) => new Map(list.map((item) => [itemId(item, keys) ?? "", item])));
  const shared = [...(byId[0]?.keys() ?? [])].filter((id) => byId.every((items) => items.has(id)));
  const common = shared.flatMap((id) => {
    const items = byId.map((list) => list.get(id));
    const item = commonPart(items, schema.items);
    return isFields(item) && (!onlyKeys(item, keys) || items.some((one) => equal(one, item))) ? [{ id, item }] : [];
  });
  const order = common.map(({ id }) => id);
  const restorable = byId.every((items) => canBeRestored([...items.keys()], order, keys));
  return common.length > 0 && restorable ? common.map(({ item }) => item) : undefined;
}

/** Whether a patch can turn items in `base` order into `wanted` order; see `merge` for how kustomize orders them. */
function canBeRestored(wanted: readonly string[], base: readonly string[], keys: readonly string[]): boolean {
  const shared = wanted.filter((id) => base.includes(id));
  if (!equal(shared, base)) return false;
  return keys.length === 1 || equal(wanted.slice(wanted.length - base.length), base);
}

/** An item that shares nothing but its name would stand in the base as an item without content. */
const onlyKeys = (item: Fields, keys: readonly string[]): boolean =>
  Object.keys(item).every((key) => keys.includes(key));

const refersToAnother = (item: unknown): boolean => {
  const value = isFields(item) ? own(item, "value") : undefined;
  return typeof value === "string" && value.includes("$(");
};
