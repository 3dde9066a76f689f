import { AppProject } from "@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject";
import { groupOf, isClusterScoped } from "../../catalog/cluster-scoped-kinds.ts";
import { compareText } from "../../diagnostics/diagnostic.ts";
import type { Environment, Platform } from "../../model/platform.ts";
import { appProjectOf } from "../../naming/names.ts";
import type { DesiredUnit, KubernetesObject } from "../../resources/desired.ts";
import { defineObject } from "../../resources/kubernetes/define-object.ts";
import type { CompiledEnvironment } from "../emitter.ts";
import { destinationNamespaceOf, namespacesOf } from "./destinations.ts";
import { applicationLabels } from "./labels.ts";
import { CASCADE } from "./sync-policy.ts";
import { syncWindows } from "./sync-windows.ts";
import { distinct } from "./whitelist.ts";

/**
 * The AppProject of an environment. It admits exactly what the environment's units hold and nowhere else, so a pull
 * request that adds a ClusterRoleBinding, another cluster or another repository shows it here (FF43). Lists are sorted,
 * patterns are never used, and nothing is admitted that no unit needs.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
 */
export function appProject(platform: Platform, { environment, units }: CompiledEnvironment): KubernetesObject {
  const { namespace, repository } = platform.gitops;
  const windows = syncWindows(environment);
  return defineObject(AppProject, {
    metadata: {
      name: appProjectOf(platform.name, environment.name),
      namespace,
      labels: applicationLabels(platform.name, environment.name),
      // Keeps the project until no Application refers to it.
      finalizers: [CASCADE],
    },
    spec: {
      description: `What ${platform.name} may hold in ${environment.name}.`,
      sourceRepos: [repository],
      destinations: destinations(environment, units),
      clusterResourceWhitelist: clusterResources(units),
      namespaceResourceWhitelist: namespacedKinds(units),
      orphanedResources: { warn: true },
      ...(windows && { syncWindows: windows }),
    },
  });
}

/** The namespaces of the objects, and those that Applications name as their destination, which Argo CD checks too. */
function destinations(environment: Environment, units: readonly DesiredUnit[]) {
  const { name } = environment.cluster;
  const namespaces = units.flatMap((unit) => [...namespacesOf(unit), destinationNamespaceOf(environment, unit)]);
  return [...new Set(namespaces)].toSorted(compareText).map((namespace) => ({ name, namespace }));
}

/** Each object outside of namespaces by its name. */
function clusterResources(units: readonly DesiredUnit[]) {
  const objects = units.flatMap((unit) => unit.objects).filter(isClusterScoped);
  return distinct(
    objects.map(({ apiVersion, kind, metadata: { name } }) => ({ group: groupOf(apiVersion), kind, name })),
  );
}

function namespacedKinds(units: readonly DesiredUnit[]) {
  const objects = units.flatMap((unit) => unit.objects).filter((object) => !isClusterScoped(object));
  return distinct(objects.map(({ apiVersion, kind }) => ({ group: groupOf(apiVersion), kind })));
}
