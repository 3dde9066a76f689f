import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { groupOf } from "../../catalog/cluster-scoped-kinds.ts";
import { compareText } from "../../diagnostics/diagnostic.ts";
import type { Platform } from "../../model/platform.ts";
import type { KubernetesObject } from "../../resources/desired.ts";
import { defineObject } from "../../resources/kubernetes/define-object.ts";
import type { CompiledEnvironment } from "../emitter.ts";
import { APPLICATION_HEALTH, HEALTH_CHECKS } from "./health-checks.ts";

/**
 * The settings that the Applications rely on. It is not a whole `argocd-cm`: applied on the server under its own field
 * manager, it adds its keys to the one that is there and leaves the others alone.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cm-yaml/
 */
export function argocdSettings(platform: Platform, environments: readonly CompiledEnvironment[]): KubernetesObject {
  return defineObject(ConfigMap, {
    metadata: {
      name: "argocd-cm",
      namespace: platform.gitops.namespace,
      // Argo CD reads only ConfigMaps that carry them.
      labels: { "app.kubernetes.io/name": "argocd-cm", "app.kubernetes.io/part-of": "argocd" },
    },
    data: {
      // The label of the other method is one that charts set themselves, and holds 63 characters.
      "application.resourceTrackingMethod": "annotation",
      "resource.customizations.health.argoproj.io_Application": APPLICATION_HEALTH,
      ...Object.fromEntries(healthChecks(environments)),
    },
  });
}

/** Only for kinds that are there: settings of a shared Argo CD should not grow by what nobody uses. */
function healthChecks(environments: readonly CompiledEnvironment[]): [string, string][] {
  const kinds = new Set(
    environments
      .flatMap(({ units }) => units.flatMap(({ objects }) => objects))
      .map(({ apiVersion, kind }) => `${groupOf(apiVersion)}_${kind}`),
  );
  return [...HEALTH_CHECKS]
    .filter(([kind]) => kinds.has(kind))
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([kind, lua]) => [`resource.customizations.health.${kind}`, lua]);
}
