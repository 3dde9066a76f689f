import { ENVIRONMENT_LABEL, OWNER_LABEL, objectLabels } from "../../naming/labels.ts";
import type { KubernetesObject } from "../desired.ts";
import type { EnvironmentContext } from "./context.ts";

/** A workload of the platform that is no service of the spec: a database, an exporter, Grafana. */
export interface Component {
  /** Also the value of the labels that select its pods. */
  readonly name: string;
  readonly namespace: string;
  /** The team that answers for it. */
  readonly owner: string;
}

/** Metadata of an object of a component; it has the component's name unless another one is given. */
export const componentMetadata = (
  { platform, environment }: EnvironmentContext,
  { name: workload, namespace, owner }: Component,
  name: string = workload,
): KubernetesObject["metadata"] => ({
  name,
  namespace,
  labels: { ...objectLabels(platform.name, workload, owner), [ENVIRONMENT_LABEL]: environment.name },
});

/** Labels of a component's pods. Without the owner: handing it over to another team must not replace its pods. */
export function componentPodLabels({ platform }: EnvironmentContext, { name, owner }: Component) {
  const { [OWNER_LABEL]: _owner, ...labels } = objectLabels(platform.name, name, owner);
  return labels;
}
