import type { KubernetesObject } from "../../resources/desired.ts";

/** Tells the objects of one build apart, as kustomize does: type, namespace, name. */
export const objectId = ({ apiVersion, kind, metadata }: KubernetesObject): string =>
  JSON.stringify([apiVersion, kind, metadata.namespace ?? "", metadata.name]);
