import { PriorityClass } from "kubernetes-models/scheduling.k8s.io/v1/PriorityClass";
import { priorityClassOf } from "../../naming/names.ts";
import type { ServiceSpec } from "../../schema/service.ts";
import type { KubernetesObject } from "../desired.ts";
import type { EnvironmentContext } from "./context.ts";
import { defineObject } from "./define-object.ts";
import { clusterMetadata } from "./metadata.ts";

/**
 * Pods with a higher value are scheduled first and may evict those with a lower one. Pods without a class have 0,
 * the cluster's own start at 2,000,000,000; the steps leave room for classes between ours.
 */
const VALUES: Readonly<Record<ServiceSpec["priority"], { value: number; description: string }>> = {
  critical: { value: 400_000, description: "Runs before anything else of the platform." },
  high: { value: 300_000, description: "What users wait for." },
  normal: { value: 200_000, description: "What most services are." },
  low: { value: 100_000, description: "Can wait, and is evicted first." },
};

/** All four, whether or not a service uses them: a service that changes its priority then changes itself alone (law 10). */
export function priorityClasses(context: EnvironmentContext): readonly KubernetesObject[] {
  return Object.entries(VALUES).map(([priority, { value, description }]) =>
    defineObject(PriorityClass, {
      metadata: clusterMetadata(context, priorityClassOf(context.platform.name, priority)),
      value,
      description,
      globalDefault: false,
      preemptionPolicy: "PreemptLowerPriority",
    }),
  );
}
