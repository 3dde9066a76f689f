import type { KubernetesObject } from "../desired.ts";

/** A class of kubernetes-models and its relatives. */
interface ModelClass<Data> {
  new (data?: Data): { validate(): void };
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * Makes an object of a class whose type checks the literal where it is written: `validate()` sees wrong types and
 * enums, only TypeScript sees a field that does not exist. What is left undefined is left out.
 *
 * @throws where the object does not satisfy its schema; no spec may lead to that, so it is a mistake of ours
 */
export function defineObject<Data extends object>(Class: ModelClass<Data>, data: NoInfer<Data>): KubernetesObject {
  const object = { apiVersion: Class.apiVersion, kind: Class.kind, ...(plain(data) as object) } as KubernetesObject;
  try {
    new Class(data).validate();
  } catch (cause) {
    const { name, namespace } = object.metadata;
    const place = namespace === undefined ? name : `${namespace}/${name}`;
    throw new Error(`internal error: ${Class.kind} ${place} does not satisfy its schema`, { cause });
  }
  return object;
}

/** Copies by definition, not by assignment as the models' own `toJSON` does, so that a key named `__proto__` stays data (law 9). */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .map(([key, entry]) => [key, plain(entry)]),
  );
}
