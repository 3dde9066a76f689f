import { formatCpu, formatMemory } from "../../schema/quantity.ts";
import type { ContainerResources } from "../peak.ts";

const CORE = 1000;
const GIBIBYTE = 2 ** 30;

/** Requests as a container states them. */
export const requestsOf = (container: ContainerResources): Record<string, string> => ({
  cpu: formatCpu(container.cpuRequest),
  memory: formatMemory(container.memoryRequest),
  "ephemeral-storage": formatMemory(container.ephemeralRequest),
});

/** Limits as a container states them; without one for the CPU where there is none. */
export const limitsOf = (container: ContainerResources): Record<string, string> => ({
  ...(container.cpuLimit !== undefined && { cpu: formatCpu(container.cpuLimit) }),
  memory: formatMemory(container.memoryLimit),
  "ephemeral-storage": formatMemory(container.ephemeralLimit),
});

/** Whole cores, rounded up. */
export const wholeCores = (millicores: number): string => formatCpu(roundUp(millicores, CORE));

/** Whole gibibytes, rounded up. */
export const wholeGibibytes = (bytes: number): string => formatMemory(roundUp(bytes, GIBIBYTE));

export const roundUp = (amount: number, unit: number): number => Math.ceil(amount / unit) * unit;

/** Whole seconds of a duration in milliseconds, rounded up. */
export const secondsOf = (milliseconds: number): number => Math.ceil(milliseconds / 1000);
