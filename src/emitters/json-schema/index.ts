import type { Emitter } from "../emitter.ts";
import { emitJsonSchema } from "./emit.ts";

/** The JSON Schema of the spec, for editors. */
export const jsonSchema: Emitter = {
  id: "json-schema",
  owns: ["generated/schema/"],
  emit: emitJsonSchema,
};
