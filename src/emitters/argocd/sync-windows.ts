import type { ISyncWindow } from "@kubernetes-models/argo-cd/argoproj.io/v1alpha1/SyncWindow";
import type { Environment } from "../../model/platform.ts";
import { goDuration } from "./go-duration.ts";

/**
 * When a project's Applications may sync; undefined for any time. A window holds back Argo CD, not people: who may sync by
 * hand is a question of RBAC, and an incident does not wait for a window. A window has to say what it is for, and every
 * Application of the project goes to this cluster.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync_windows/
 */
export function syncWindows({ cluster, gitops }: Environment): ISyncWindow[] | undefined {
  if (gitops.syncWindows.length === 0) return undefined;
  return gitops.syncWindows.map(({ kind, schedule, duration, timeZone }) => ({
    kind,
    schedule,
    duration: goDuration(duration),
    timeZone,
    clusters: [cluster.name],
    manualSync: true,
  }));
}
