import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { selectorLabels } from "../../naming/labels.ts";
import type { KubernetesObject } from "../desired.ts";
import type { ServiceContext } from "./context.ts";
import { defineObject } from "./define-object.ts";
import { serviceMetadata } from "./metadata.ts";

/**
 * Lets node drains take one pod at a time, whatever the replicas are; a pod that is broken anyway holds up nothing.
 * A single replica gets none: its budget would either forbid every drain or forbid nothing (FF03).
 */
export function podDisruptionBudget(context: ServiceContext): KubernetesObject | undefined {
  const { service } = context;
  if (service.scale.min < 2) return undefined;
  return defineObject(PodDisruptionBudget, {
    metadata: serviceMetadata(context),
    spec: {
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: "AlwaysAllow",
      selector: { matchLabels: selectorLabels(service.name) },
    },
  });
}
