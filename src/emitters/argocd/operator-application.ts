import { Application } from "@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application";
import { POD_SECURITY_LEVEL } from "../../catalog/pod-security.ts";
import type { Environment, Platform } from "../../model/platform.ts";
import { applicationOf, operatorsProjectOf, operatorUnitOf, SYSTEM_NAMESPACE } from "../../naming/names.ts";
import { helmValuesPathOf } from "../../naming/paths.ts";
import type { KubernetesObject } from "../../resources/desired.ts";
import { defineObject } from "../../resources/kubernetes/define-object.ts";
import { podSecurityLabels } from "../../resources/kubernetes/namespace.ts";
import type { Operator } from "../../resources/operators/index.ts";
import { applicationLabels } from "./labels.ts";
import { applicationAnnotations, REVISION_HISTORY, syncPolicy } from "./sync-policy.ts";
import { operatorWave } from "./sync-waves.ts";

/** The name by which a values file refers to the source that is our repository. */
const VALUES = "values";

/**
 * The Application of one operator in one environment: a chart of an exact version, with values out of our repository.
 *
 * Nothing that the chart brought is pruned or deleted without a person: a CRD takes all its objects with it, and an
 * operator that is gone leaves databases and brokers to themselves (FF45). Hence no finalizer either.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/multiple_sources/#helm-value-files-from-external-git-repository
 */
export function operatorApplication(
  platform: Platform,
  environment: Environment,
  operator: Operator,
): KubernetesObject {
  const { name, namespace, chart, environmentValues } = operator;
  const { gitops, cluster } = environment;
  const unit = operatorUnitOf(name);
  const isOurs = namespace !== SYSTEM_NAMESPACE;
  const policy = syncPolicy({ automated: gitops.automated });
  return defineObject(Application, {
    metadata: {
      name: applicationOf(platform.name, environment.name, unit),
      namespace: platform.gitops.namespace,
      labels: applicationLabels(platform.name, environment.name, unit),
      annotations: applicationAnnotations(environment, operatorWave(operator)),
    },
    spec: {
      project: operatorsProjectOf(platform.name, environment.name),
      sources: [
        {
          repoURL: chart.repository,
          chart: chart.name,
          targetRevision: chart.version,
          helm: {
            releaseName: name,
            valueFiles: [`$${VALUES}/${helmValuesPathOf(name)}`],
            ...(Object.keys(environmentValues).length > 0 && { valuesObject: environmentValues }),
          },
        },
        { repoURL: platform.gitops.repository, targetRevision: gitops.revision, ref: VALUES },
      ],
      destination: { name: cluster.name, namespace },
      revisionHistoryLimit: REVISION_HISTORY,
      syncPolicy: {
        ...policy,
        syncOptions: [
          ...(policy.syncOptions ?? []),
          "Prune=confirm",
          "Delete=confirm",
          // The chart has no Namespace that this could overwrite.
          ...(isOurs ? ["CreateNamespace=true"] : []),
        ],
        ...(isOurs && {
          managedNamespaceMetadata: { labels: podSecurityLabels(cluster.kubernetes, POD_SECURITY_LEVEL) },
        }),
      },
    },
  });
}
