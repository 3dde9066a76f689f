import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { selectorLabels } from "../../naming/labels.ts";
import type { KubernetesObject } from "../desired.ts";
import { type Component, componentMetadata } from "./component.ts";
import type { EnvironmentContext, ServiceContext } from "./context.ts";
import { defineObject } from "./define-object.ts";
import { serviceMetadata } from "./metadata.ts";

/**
 * Lets node drains take one pod at a time, whatever the replicas are; a pod that is broken anyway holds up nothing.
 * So it never forbids a drain for good (FF03), not even that of a single replica, which an autoscaler may add to.
 */
export const podDisruptionBudget = (context: ServiceContext): KubernetesObject =>
  budgetOf(serviceMetadata(context), selectorLabels(context.service.name));

/**
 * The same for the pods of a component.
 *
 * @param labels of its pods, where an operator chooses them
 */
export const componentBudget = (
  context: EnvironmentContext,
  component: Component,
  labels: Readonly<Record<string, string>> = selectorLabels(component.name),
): KubernetesObject => budgetOf(componentMetadata(context, component), labels);

const budgetOf = (
  metadata: KubernetesObject["metadata"],
  matchLabels: Readonly<Record<string, string>>,
): KubernetesObject =>
  defineObject(PodDisruptionBudget, {
    metadata,
    spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow", selector: { matchLabels } },
  });
