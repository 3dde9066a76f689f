import { z } from "zod";
import { environment } from "../../schema/environment.ts";
import { kinds } from "../../schema/platform.ts";
import { service } from "../../schema/service.ts";
import { topic } from "../../schema/topic.ts";
import { type Json, nameDefinitions } from "./definitions.ts";
import { readableDefault } from "./descriptions.ts";

/**
 * The JSON Schema of every kind of spec file, of what people write (before defaults are applied).
 *
 * Draft 7, which yaml-language-server supports best. The kinds hang on `if`/`then`, not on `oneOf`: an editor then
 * completes the fields of the kind that is written, and complains about a wrong field instead of about all kinds.
 *
 * @see https://json-schema.org/draft-07/json-schema-validation#rfc.section.6.6
 * @see https://github.com/redhat-developer/yaml-language-server
 */
export function specSchema(): Json {
  const definitions = nameDefinitions({
    ...Object.fromEntries(Object.entries(kinds).map(([kind, schema]) => [kind, schemaOf(schema)])),
    Environment: schemaOf(environment),
    Service: schemaOf(service),
    Topic: schemaOf(topic),
  });
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "FinFlow spec",
    type: "object",
    required: ["kind"],
    properties: {
      kind: {
        enum: Object.keys(kinds),
        description: "What the file holds: the root document, services and topics, or releases.",
      },
    },
    allOf: Object.keys(kinds).map((kind) => ({
      if: { required: ["kind"], properties: { kind: { const: kind } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { $ref: `#/definitions/${kind}` },
    })),
    definitions,
  };
}

function schemaOf(schema: z.ZodType): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    target: "draft-7",
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      if (isPreprocessed(zodSchema)) jsonSchema.type = ["string", "number"] as never;
      if (jsonSchema.description !== undefined) jsonSchema.description = readableDefault(jsonSchema.description);
    },
  });
  return json as Json;
}

/**
 * Quantities that take a number for its text (`cpu: 2`). What goes into a preprocessor is unknown to zod, so it shows
 * what comes out of it: the text. A pattern says nothing about numbers.
 */
function isPreprocessed(schema: z.core.$ZodType): boolean {
  const definition = schema._zod.def as { type: string; in?: z.core.$ZodType };
  return definition.type === "pipe" && definition.in?._zod.def.type === "transform";
}
