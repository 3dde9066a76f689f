import type { IPodSpec } from "kubernetes-models/v1/PodSpec";
import { selectorLabels } from "../../naming/labels.ts";
import { priorityClassOf } from "../../naming/names.ts";
import type { ServiceSpec } from "../../schema/service.ts";
import type { EnvironmentContext } from "./context.ts";

export const ZONE = "topology.kubernetes.io/zone";
export const HOSTNAME = "kubernetes.io/hostname";

type Scheduling = Pick<IPodSpec, "priorityClassName" | "affinity" | "topologySpreadConstraints">;

/**
 * Where a workload's pods go: evenly over zones, which production insists on, and over nodes as far as there are any.
 * The anti-affinity says the same of nodes again, for linters that know nothing newer.
 *
 * @param labels of its pods, where an operator chooses them
 */
export function scheduling(
  { platform, environment }: EnvironmentContext,
  workload: string,
  priority: ServiceSpec["priority"],
  labels: Readonly<Record<string, string>> = selectorLabels(workload),
): Scheduling {
  const labelSelector = { matchLabels: labels };
  return {
    priorityClassName: priorityClassOf(platform.name, priority),
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 100, podAffinityTerm: { topologyKey: HOSTNAME, labelSelector } },
        ],
      },
    },
    topologySpreadConstraints: [
      {
        topologyKey: ZONE,
        maxSkew: 1,
        whenUnsatisfiable: environment.tier === "prod" ? "DoNotSchedule" : "ScheduleAnyway",
        labelSelector,
        // Counts the new pods of a rollout apart from the old ones, which are about to leave.
        matchLabelKeys: ["pod-template-hash"],
        // A zone whose nodes are all unreachable would count as one without pods, and hold back pods everywhere else.
        nodeTaintsPolicy: "Honor",
      },
      { topologyKey: HOSTNAME, maxSkew: 1, whenUnsatisfiable: "ScheduleAnyway", labelSelector },
    ],
  };
}
