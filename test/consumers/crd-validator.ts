import { Ajv, type ValidateFunction } from "ajv";
import type { Crd } from "./shared-crds.ts";

type Schema = { readonly [key: string]: unknown };

/**
 * What the API server says with strict field validation about an object of the CRD's kind: wrong types, and fields
 * that the structural schema does not have. What is not looked at: CEL rules, and `metadata`, which a CRD only names.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
 */
export function crdValidator(crd: Crd, version: string): (object: unknown) => string[] {
  const found = crd.spec.versions.find(({ name }) => name === version);
  if (found === undefined) throw new Error(`${crd.spec.names.kind} has no version ${version}`);
  const validate: ValidateFunction = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(
    closed(found.schema.openAPIV3Schema as Schema) as object,
  );
  return (object) => {
    validate(object);
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  };
}

/** A structural schema as JSON Schema: nothing beyond the declared fields, and the extensions that change types. */
function closed(node: Schema): Schema {
  const { properties, items, additionalProperties, type, nullable, pattern, ...rest } = node;
  const fields = properties as Readonly<Record<string, Schema>> | undefined;
  const open = node["x-kubernetes-preserve-unknown-fields"] === true || node["x-kubernetes-embedded-resource"] === true;
  const types = node["x-kubernetes-int-or-string"] === true ? ["integer", "string"] : type === undefined ? [] : [type];
  return {
    ...rest,
    // Go's way to ignore case in a group, which ECMAScript writes in another way.
    ...(typeof pattern === "string" && { pattern: pattern.replaceAll(/\(\(\?i\)|\(\?i\)\(/g, "(?i:") }),
    ...(types.length > 0 && { type: nullable === true ? [...types, "null"] : types }),
    ...(fields && {
      properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, closed(field)])),
    }),
    ...(fields && !open && additionalProperties === undefined && { additionalProperties: false }),
    ...(additionalProperties !== undefined && {
      additionalProperties:
        typeof additionalProperties === "object" ? closed(additionalProperties as Schema) : additionalProperties,
    }),
    ...(items !== undefined && { items: closed(items as Schema) }),
  };
}
