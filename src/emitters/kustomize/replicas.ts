import type { KubernetesObject } from "../../resources/desired.ts";
import { own } from "../../source/plain-data.ts";
import { equal, isFields, withField } from "./plain.ts";

export interface Replica {
  readonly name: string;
  readonly count: number;
}

/** `replicas:` selects by kind and name alone, whatever the API group. */
const kinds: ReadonlySet<string> = new Set(["Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"]);

const canBeScaled = (object: KubernetesObject, name: string): boolean =>
  kinds.has(object.kind) && object.metadata.name === name;

/** The entry that does what `patch` does, where the number of replicas is all it adds and one object has that name. */
export function asReplica(patch: KubernetesObject, objects: readonly KubernetesObject[]): Replica | undefined {
  const { apiVersion: _, kind, metadata, ...added } = patch;
  const { name, namespace: __, ...addedMetadata } = metadata;
  const count = isFields(added.spec) ? own(added.spec, "replicas") : undefined;
  if (!Number.isSafeInteger(count) || !equal(added, { spec: { replicas: count } })) return undefined;
  if (Object.keys(addedMetadata).length > 0) return undefined;
  return objects.filter((object) => canBeScaled(object, name)).length === 1 && kinds.has(kind)
    ? { name, count: count as number }
    : undefined;
}

/** What `replicas:` does; it creates the field where it is missing. */
export function withReplicas(object: KubernetesObject, replicas: readonly Replica[]): KubernetesObject {
  const entry = replicas.find(({ name }) => canBeScaled(object, name));
  return entry ? (withField(object, ["spec", "replicas"], entry.count) as KubernetesObject) : object;
}
