import type { ISyncPolicy } from "@kubernetes-models/argo-cd/argoproj.io/v1alpha1/SyncPolicy";
import type { Environment } from "../../model/platform.ts";
import { SYNC_OPTIONS_ANNOTATION } from "../../resources/prune-protection.ts";

/**
 * Deletes what an Application brought when it is deleted itself.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/#about-the-deletion-finalizer
 */
export const CASCADE = "resources-finalizer.argocd.argoproj.io";

/** Syncs that can be looked up and rolled back to. */
export const REVISION_HISTORY = 10;

/**
 * The API server says what a sync would change, so its defaults and what webhooks add are no differences.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/diff-strategies/
 */
export const SERVER_SIDE_DIFF = { "argocd.argoproj.io/compare-options": "ServerSideDiff=true" } as const;

/** Annotations of an Application below a root. */
export const applicationAnnotations = ({ tier }: Environment, wave: number): Record<string, string> => ({
  ...SERVER_SIDE_DIFF,
  "argocd.argoproj.io/sync-wave": String(wave),
  // Read by the root, whose resource this is: in production a unit that vanished from git waits for a person.
  ...(tier === "prod" && { [SYNC_OPTIONS_ANNOTATION]: "Prune=confirm,Delete=confirm" }),
});

/**
 * How a sync goes about it, for units and roots alike.
 *
 * - `ServerSideApply`: no copy of the object in an annotation of at most 262144 bytes (FF46), and fields have owners.
 * - `FailOnSharedResource`: two Applications never fight over one object (FF44).
 * - `PruneLast`: what is gone from git goes when the rest is healthy.
 * - No `CreateNamespace`, except for operators: the Namespace is a manifest, which would overwrite what Argo CD gives it.
 * - No `ApplyOutOfSyncOnly`: units are small, and applying all of one also restores fields that somebody else took.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
 */
const SYNC_OPTIONS = [
  "ServerSideApply=true",
  "FailOnSharedResource=true",
  "PruneLast=true",
  "PrunePropagationPolicy=foreground",
];

/** `retries` below zero: for ever. Each retry takes the newest commit, so that a fix ends a series of failures. */
export const syncPolicy = ({ automated, retries = 5 }: { automated: boolean; retries?: number }): ISyncPolicy => ({
  // An empty folder is a mistake of ours or of git's, never a wish to delete everything.
  ...(automated && { automated: { prune: true, selfHeal: true, allowEmpty: false } }),
  retry: { limit: retries, refresh: true, backoff: { duration: "5s", factor: 2, maxDuration: "3m" } },
  syncOptions: SYNC_OPTIONS,
});
