import { z } from "zod";

type Any = z.core.$ZodType;

/** Takes off optional, default and preprocessing wrappers, down to the type that says what may be written. */
function unwrap(schema: Any): Any {
  const definition = schema._zod.def as { type: string; innerType?: Any; in?: Any; out?: Any };
  switch (definition.type) {
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
      return unwrap(definition.innerType as Any);
    default:
      return schema;
  }
}

/**
 * A deep partial of a schema: every field may be left out, null removes an optional one or an entry of a map. Lists are
 * replaced as a whole, so they keep their full schema, as unions do. Whether an override meets anything is the model's question.
 */
export function overrideOf(schema: z.ZodObject): z.ZodObject {
  const shape: Record<string, z.ZodType> = {};
  for (const [field, type] of Object.entries(schema.shape)) {
    const description = (type as z.ZodType).description ?? (unwrap(type) as z.ZodType).description;
    const part = overridePart(type);
    shape[field] = description === undefined ? part : part.describe(description);
  }
  return z.strictObject(shape);
}

const entriesOf = (record: z.ZodRecord) => z.record(record.keyType, (record.valueType as z.ZodType).nullable());

function overridePart(type: Any): z.ZodType {
  const inner = unwrap(type) as z.ZodType;
  const part =
    inner instanceof z.ZodObject ? overrideOf(inner) : inner instanceof z.ZodRecord ? entriesOf(inner) : inner;
  const removable = (type._zod.def as { type: string }).type === "optional";
  return removable ? part.nullable().optional() : part.optional();
}
