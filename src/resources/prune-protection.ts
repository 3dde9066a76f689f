import { isPruneProtected } from "../catalog/prune-protected-kinds.ts";
import type { KubernetesObject } from "./desired.ts";

/** Sync options of one object, separated by commas. @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/ */
export const SYNC_OPTIONS_ANNOTATION = "argocd.argoproj.io/sync-options";

const PROTECTION = ["Prune=confirm", "Delete=confirm"] as const;

/**
 * Objects whose deletion loses data wait for a person, both when they vanish from git and when their Application is
 * deleted (FF45). An object that already says what shall happen to it keeps that. Doing it twice changes nothing.
 */
export function protectFromPruning(object: KubernetesObject): KubernetesObject {
  if (!isPruneProtected(object)) return object;
  const { annotations } = object.metadata;
  const said = (annotations?.[SYNC_OPTIONS_ANNOTATION] ?? "")
    .split(",")
    .map((option) => option.trim())
    .filter(Boolean);
  const missing = PROTECTION.filter((option) => !said.some((other) => keyOf(other) === keyOf(option)));
  if (missing.length === 0) return object;
  const options = [...said, ...missing].join(",");
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...annotations, [SYNC_OPTIONS_ANNOTATION]: options } },
  };
}

const keyOf = (option: string): string => option.split("=")[0] ?? "";
