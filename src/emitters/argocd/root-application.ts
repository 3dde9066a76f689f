import { Application } from "@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application";
import type { Environment, Platform } from "../../model/platform.ts";
import { bootstrapProjectOf, rootApplicationOf } from "../../naming/names.ts";
import { applicationsPathOf } from "../../naming/paths.ts";
import type { KubernetesObject } from "../../resources/desired.ts";
import { defineObject } from "../../resources/kubernetes/define-object.ts";
import { ARGOCD_CLUSTER } from "./destinations.ts";
import { applicationLabels } from "./labels.ts";
import { CASCADE, REVISION_HISTORY, SERVER_SIDE_DIFF, syncPolicy } from "./sync-policy.ts";

/**
 * The Application that holds the Applications of one environment. It always syncs by itself: what it brings are
 * Applications, and each of those says whether its unit is synced automatically.
 *
 * Deleting the root of production deletes nothing but the root, hence no finalizer there.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/cluster-bootstrapping/#app-of-apps-pattern-alternative
 */
export function rootApplication(platform: Platform, environment: Environment): KubernetesObject {
  const { repository, namespace } = platform.gitops;
  return defineObject(Application, {
    metadata: {
      name: rootApplicationOf(platform.name, environment.name),
      namespace,
      labels: applicationLabels(platform.name, environment.name),
      annotations: SERVER_SIDE_DIFF,
      ...(environment.tier === "nonprod" && { finalizers: [CASCADE] }),
    },
    spec: {
      project: bootstrapProjectOf(platform.name),
      source: {
        repoURL: repository,
        targetRevision: environment.gitops.revision,
        path: applicationsPathOf(environment.name),
        directory: { recurse: true },
      },
      destination: { name: ARGOCD_CLUSTER, namespace },
      revisionHistoryLimit: REVISION_HISTORY,
      // It waits for its Applications wave by wave; giving up would leave the later ones out until the next commit.
      syncPolicy: syncPolicy({ automated: true, retries: -1 }),
    },
  });
}
