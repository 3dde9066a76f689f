import { Application } from "@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application";
import { isPruneProtected } from "../../catalog/prune-protected-kinds.ts";
import type { Environment, Platform } from "../../model/platform.ts";
import { applicationOf, appProjectOf } from "../../naming/names.ts";
import { overlayPathOf } from "../../naming/paths.ts";
import type { DesiredUnit, KubernetesObject } from "../../resources/desired.ts";
import { defineObject } from "../../resources/kubernetes/define-object.ts";
import { destinationNamespaceOf } from "./destinations.ts";
import { applicationLabels } from "./labels.ts";
import { applicationAnnotations, CASCADE, REVISION_HISTORY, syncPolicy } from "./sync-policy.ts";

/** What an Application is made of. */
export interface ApplicationContext {
  readonly platform: Platform;
  readonly environment: Environment;
  readonly unit: DesiredUnit;
  readonly wave: number;
}

/**
 * The Application of one unit in one environment.
 *
 * There are no `ignoreDifferences`: a Deployment that an autoscaler scales has no `replicas` in git, and fields that
 * others default or own are not compared with server-side diff.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml
 */
export function application({ platform, environment, unit, wave }: ApplicationContext): KubernetesObject {
  const { gitops, cluster } = environment;
  return defineObject(Application, {
    metadata: {
      name: applicationOf(platform.name, environment.name, unit.name),
      namespace: platform.gitops.namespace,
      labels: applicationLabels(platform.name, environment.name, unit.name),
      annotations: applicationAnnotations(environment, wave),
      ...(isStateless(environment, unit) && { finalizers: [CASCADE] }),
    },
    spec: {
      project: appProjectOf(platform.name, environment.name),
      source: {
        repoURL: platform.gitops.repository,
        targetRevision: gitops.revision,
        path: overlayPathOf(environment.name, unit.name),
      },
      destination: { name: cluster.name, namespace: destinationNamespaceOf(environment, unit) },
      revisionHistoryLimit: REVISION_HISTORY,
      syncPolicy: syncPolicy({ automated: gitops.automated }),
    },
  });
}

/**
 * Whether the unit may go with its Application: a service that holds nothing but what git can bring back. Everything
 * else (databases, Kafka, logs, metrics, the unit with the Namespace) stays in the cluster until a person deletes it.
 */
function isStateless(environment: Environment, { name, objects }: DesiredUnit): boolean {
  const isService = environment.services.some((service) => service.name === name);
  return isService && !objects.some((object) => object.kind === "StatefulSet" || isPruneProtected(object));
}
