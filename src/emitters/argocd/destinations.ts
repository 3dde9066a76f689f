import { isClusterScoped } from "../../catalog/cluster-scoped-kinds.ts";
import type { Environment } from "../../model/platform.ts";
import type { DesiredUnit } from "../../resources/desired.ts";

/** The cluster that Argo CD itself runs in. @see https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters */
export const ARGOCD_CLUSTER = "in-cluster";

/** Namespaces that the unit's objects are in, without the ones that belong to no namespace. */
export const namespacesOf = (unit: DesiredUnit): ReadonlySet<string> =>
  new Set(
    unit.objects
      .filter((object) => !isClusterScoped(object))
      .flatMap(({ metadata }) => (metadata.namespace === undefined ? [] : [metadata.namespace])),
  );

/** The namespace of an Application's destination: the only one of its objects, or else the services' own. */
export function destinationNamespaceOf(environment: Environment, unit: DesiredUnit): string {
  const namespaces = namespacesOf(unit);
  const [only = environment.namespace] = namespaces;
  return namespaces.size === 1 ? only : environment.namespace;
}
