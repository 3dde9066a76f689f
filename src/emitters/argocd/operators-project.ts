import { AppProject } from "@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject";
import { compareText } from "../../diagnostics/diagnostic.ts";
import type { Environment, Platform } from "../../model/platform.ts";
import { operatorsProjectOf, SYSTEM_NAMESPACE } from "../../naming/names.ts";
import type { KubernetesObject } from "../../resources/desired.ts";
import { defineObject } from "../../resources/kubernetes/define-object.ts";
import type { Operator } from "../../resources/operators/index.ts";
import { applicationLabels } from "./labels.ts";
import { CASCADE } from "./sync-policy.ts";
import { syncWindows } from "./sync-windows.ts";
import { type Admitted, distinct } from "./whitelist.ts";

/**
 * The AppProject of an environment's operators. Their charts come from repositories of others and bring CRDs, webhooks and
 * rights in the whole cluster; apart, so that the environment's own project admits none of that (FF43). It admits
 * what the charts of these versions create, by name: a new version that wants more fails to sync until this changes.
 */
export function operatorsProject(
  platform: Platform,
  environment: Environment,
  operators: readonly Operator[],
): KubernetesObject {
  const { namespace, repository } = platform.gitops;
  const windows = syncWindows(environment);
  return defineObject(AppProject, {
    metadata: {
      name: operatorsProjectOf(platform.name, environment.name),
      namespace,
      labels: applicationLabels(platform.name, environment.name),
      finalizers: [CASCADE],
    },
    spec: {
      description: `The operators and add-ons that ${platform.name} needs in ${environment.name}.`,
      sourceRepos: sorted([repository, ...operators.map(({ chart }) => chart.repository)]),
      destinations: sorted(operators.flatMap((operator) => [operator.namespace, ...operator.reaches])).map(
        (destination) => ({ name: environment.cluster.name, namespace: destination }),
      ),
      clusterResourceWhitelist: distinct(operators.flatMap(clusterResources)),
      namespaceResourceWhitelist: distinct(operators.flatMap(({ chart }) => chart.kinds.map(admitted))),
      ...(windows && { syncWindows: windows }),
    },
  });
}

function clusterResources({ namespace, chart: { crds, clusterObjects } }: Operator): Admitted[] {
  const namespaces = namespace === SYSTEM_NAMESPACE ? [] : [namespace];
  const objects = {
    "/Namespace": namespaces,
    "apiextensions.k8s.io/CustomResourceDefinition": crds,
    ...clusterObjects,
  };
  return Object.entries(objects).flatMap(([type, names]) => names.map((name) => ({ ...admitted(type), name })));
}

/** @param type `<group>/<Kind>` */
function admitted(type: string): Admitted {
  const [group = "", kind = ""] = type.split("/");
  return { group, kind };
}

const sorted = (texts: readonly string[]): string[] => [...new Set(texts)].toSorted(compareText);
