import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import { capacityOf, type NodeGroupCapacity } from "../model/capacity.ts";
import type { Platform } from "../model/platform.ts";
import { observabilityDemandsOf, podDemandsOf } from "../resources/demands.ts";
import { operatorDemandsOf } from "../resources/operators/demands.ts";
import { peakOf } from "../resources/peak.ts";
import type { Check, CheckedEnvironment } from "./check.ts";
import { cores, gibibytes } from "./quantities.ts";

/**
 * FF06, FF07: all services at their most replicas and in a rollout fit on the nodes, in production on those that are
 * left when the largest zone is lost. Nodes count with `max`, up to which the Cluster Autoscaler adds them. Sums over
 * nodes: pods that do not fit a sum cannot be scheduled however they are placed, while a sum that fits is no proof.
 * Counted with them: databases, brokers, watchers and operators.
 */
export const unschedulablePeak: Check = (platform, environments) =>
  // A service or node group that was left out because of an error is missing from the sums.
  platform.complete ? environments.flatMap((checked) => peakProblems(platform, checked)) : [];

function peakProblems(platform: Platform, { environment, graph }: CheckedEnvironment): Diagnostic[] {
  const groups = capacityOf(environment);
  if (groups === undefined || groups.length === 0) return [];
  const isProd = environment.tier === "prod";
  const nodesOf = (group: NodeGroupCapacity) => (isProd ? group.nodesWithoutZone : group.nodes);
  const sum = (amount: (group: NodeGroupCapacity) => number) =>
    groups.reduce((total, group) => total + nodesOf(group) * amount(group), 0);
  const demands = [
    ...podDemandsOf(environment),
    ...observabilityDemandsOf(environment),
    ...operatorDemandsOf({ platform, environment, graph }),
  ];
  const peak = peakOf(demands);
  const at = platform.locate([...environment.origin, "cluster", "nodes"], "key");
  const context = { environment: environment.name, nodes: sum(() => 1), isProd };
  const found: Diagnostic[] = [];

  const memory = { what: "memory", needed: peak.memoryRequest, given: sum(({ perNode }) => perNode.memory) };
  const storage = {
    what: "ephemeral storage",
    needed: peak.ephemeralRequest,
    given: sum(({ perNode }) => perNode.ephemeralStorage),
  };
  const cpu = { what: "CPU", needed: peak.cpuRequest, given: sum(({ perNode }) => perNode.cpu) };
  for (const { what, needed, given } of [cpu, memory, storage]) {
    if (needed <= given) continue;
    const format = what === "CPU" ? cores : gibibytes;
    const params = { ...context, what, needed: format(needed), given: format(given) };
    found.push(report("rollout/unschedulable-peak", params, { at }));
  }
  const pods = sum(({ perNode }) => perNode.pods);
  if (peak.pods > pods) {
    found.push(report("rollout/pod-limit", { ...context, needed: peak.pods, given: pods }, { at }));
  }
  return isProd ? found : found.map((diagnostic) => ({ ...diagnostic, severity: "warning" as const }));
}
