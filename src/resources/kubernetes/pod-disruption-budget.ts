import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { selectorLabels } from "../../naming/labels.ts";
import type { KubernetesObject } from "../desired.ts";
import type { ServiceContext } from "./context.ts";
import { defineObject } from "./define-object.ts";
import { serviceMetadata } from "./metadata.ts";

/**
 * Lets node drains take one pod at a time, whatever the replicas are; a pod that is broken anyway holds up nothing.
 * So it never forbids a drain for good (FF03), not even that of a single replica, which an autoscaler may add to.
 */
export function podDisruptionBudget(context: ServiceContext): KubernetesObject {
  const { service } = context;
  return defineObject(PodDisruptionBudget, {
    metadata: serviceMetadata(context),
    spec: {
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: "AlwaysAllow",
      selector: { matchLabels: selectorLabels(service.name) },
    },
  });
}
