import type { KubernetesObject } from "../../resources/desired.ts";
import { own } from "../../source/plain-data.ts";
import { fieldsOf, without } from "./plain.ts";

export type Labels = Readonly<Record<string, string>>;

/**
 * The labels that all objects of an environment carry and that no object shares with its counterparts in every other
 * environment: the overlay adds them, the base lacks them.
 */
export function overlayLabels(
  objects: readonly KubernetesObject[],
  counterparts: readonly (readonly KubernetesObject[])[],
): Labels {
  const [first] = objects;
  const candidates = Object.entries(first?.metadata.labels ?? {});
  return Object.fromEntries(
    candidates.filter(
      ([key, value]) =>
        objects.every((object) => hasLabel(object, key, value)) &&
        !counterparts.some((same) => same.every((object) => hasLabel(object, key, value))),
    ),
  );
}

const hasLabel = ({ metadata }: KubernetesObject, key: string, value: string): boolean =>
  own(metadata.labels ?? {}, key) === value;

/** What `labels:` with `pairs` alone does: metadata only, neither selectors nor pod templates. */
export const withLabels = (object: KubernetesObject, labels: Labels): KubernetesObject =>
  Object.keys(labels).length === 0
    ? object
    : {
        ...object,
        metadata: {
          ...object.metadata,
          labels: fieldsOf([...Object.entries(object.metadata.labels ?? {}), ...Object.entries(labels)]) as Labels,
        },
      };

export function withoutLabels(object: KubernetesObject, labels: Labels): KubernetesObject {
  if (Object.keys(labels).length === 0) return object;
  const kept = Object.entries(object.metadata.labels ?? {}).filter(([key]) => !Object.hasOwn(labels, key));
  const metadata =
    kept.length > 0 ? { ...object.metadata, labels: Object.fromEntries(kept) } : without(object.metadata, "labels");
  return { ...object, metadata } as KubernetesObject;
}
