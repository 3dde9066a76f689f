import { parseCpu, parseMemory } from "../../schema/quantity.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { type ContainerResources, containerOf, type PodDemand } from "../peak.ts";
import { operatorsOf, type Values } from "./index.ts";

/** What the operators and add-ons of an environment ask its nodes for, as the values of their charts say. */
export const operatorDemandsOf = (context: EnvironmentContext): readonly PodDemand[] =>
  operatorsOf(context).flatMap(({ name, values }) => demandsIn(name, values));

/** Each part of a chart has its requests beside its replicas; where these are not said, there is one. */
function demandsIn(workload: string, values: Values): readonly PodDemand[] {
  const {
    resources,
    replicas,
    replicaCount = replicas,
  } = values as {
    resources?: { requests?: { cpu?: string; memory?: string } };
    replicas?: number;
    replicaCount?: number;
  };
  const { cpu, memory } = resources?.requests ?? {};
  const below = Object.values(values).flatMap((value) => (isValues(value) ? demandsIn(workload, value) : []));
  if (cpu === undefined || memory === undefined) return below;
  const container: ContainerResources = {
    ...containerOf(0, 0, 0),
    cpuRequest: parseCpu(cpu) ?? 0,
    memoryRequest: parseMemory(memory) ?? 0,
  };
  return [{ workload, pods: replicaCount ?? 1, container }, ...below];
}

const isValues = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);
