import { AppProject } from "@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject";
import type { Platform } from "../../model/platform.ts";
import { bootstrapProjectOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../../resources/desired.ts";
import { defineObject } from "../../resources/kubernetes/define-object.ts";
import { ARGOCD_CLUSTER } from "./destinations.ts";
import { applicationLabels } from "./labels.ts";
import { CASCADE } from "./sync-policy.ts";

/**
 * The AppProject of the root Applications, the only one that may write to Argo CD's own namespace. Whoever may write
 * Applications there can name any project in them, so it admits nothing else and comes from nowhere else (FF43).
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/cluster-bootstrapping/#app-of-apps-pattern-alternative
 */
export function bootstrapProject({ name, gitops: { namespace, repository } }: Platform): KubernetesObject {
  return defineObject(AppProject, {
    metadata: { name: bootstrapProjectOf(name), namespace, labels: applicationLabels(name), finalizers: [CASCADE] },
    spec: {
      description: `The root Applications of ${name}, and nothing else.`,
      sourceRepos: [repository],
      destinations: [{ name: ARGOCD_CLUSTER, namespace }],
      clusterResourceWhitelist: [],
      namespaceResourceWhitelist: [{ group: "argoproj.io", kind: "Application" }],
    },
  });
}
