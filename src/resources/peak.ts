import type { Service } from "../model/platform.ts";

/** What one container asks for and may take. CPU in millicores, the others in bytes. */
export interface ContainerResources {
  readonly cpuRequest: number;
  /** Undefined: no limit. */
  readonly cpuLimit: number | undefined;
  readonly memoryRequest: number;
  readonly memoryLimit: number;
  readonly ephemeralRequest: number;
  readonly ephemeralLimit: number;
}

/** A workload at its largest: how many of its pods run at once, and what runs in each. */
export interface PodDemand {
  readonly workload: string;
  readonly pods: number;
  readonly container: ContainerResources;
  /** What runs beside the container. @default nothing */
  readonly sidecars?: readonly ContainerResources[];
}

/** All containers of a workload's pod. */
export const containersOf = ({ container, sidecars = [] }: PodDemand): readonly ContainerResources[] => [
  container,
  ...sidecars,
];

/** What all workloads together ask for and may take. */
export interface Peak extends ContainerResources {
  readonly pods: number;
}

/** The container of a service: memory is never overcommitted, CPU up to its limit, ephemeral storage twice. */
export function containerResourcesOf({ resources }: Service): ContainerResources {
  const { cpu, cpuLimit = 2 * cpu, memory, ephemeralStorage } = resources;
  return {
    cpuRequest: cpu,
    cpuLimit: cpuLimit === "none" ? undefined : cpuLimit,
    memoryRequest: memory,
    memoryLimit: memory,
    ephemeralRequest: ephemeralStorage,
    ephemeralLimit: 2 * ephemeralStorage,
  };
}

const MEBIBYTE = 2 ** 20;

/**
 * A container of the platform's own: limits as for services.
 *
 * @param cpu millicores
 * @param memory mebibytes
 * @param ephemeral mebibytes of logs and temporary files
 */
export const containerOf = (cpu: number, memory: number, ephemeral = 64): ContainerResources => ({
  cpuRequest: cpu,
  cpuLimit: 2 * cpu,
  memoryRequest: memory * MEBIBYTE,
  memoryLimit: memory * MEBIBYTE,
  ephemeralRequest: ephemeral * MEBIBYTE,
  ephemeralLimit: 2 * ephemeral * MEBIBYTE,
});

/** Pods beyond the replicas that a rolling update starts; a percentage is rounded up, as the Deployment controller does. */
export function surgeOf(maxSurge: number | string, replicas: number): number {
  return typeof maxSurge === "number" ? maxSurge : Math.ceil((replicas * Number.parseInt(maxSurge, 10)) / 100);
}

/** The most replicas that a service can have. */
export const largestScaleOf = ({ scale }: Service): number => Math.max(scale.min, scale.max);

/** The sum over workloads. Without a limit on the CPU of one there is none on the sum. */
export function peakOf(demands: readonly PodDemand[]): Peak {
  const containers = demands.flatMap((demand) =>
    containersOf(demand).map((container) => [demand.pods, container] as const),
  );
  const total = (amount: (container: ContainerResources) => number) =>
    containers.reduce((sum, [pods, container]) => sum + pods * amount(container), 0);
  const isBounded = containers.every(([, container]) => container.cpuLimit !== undefined);
  return {
    pods: demands.reduce((sum, { pods }) => sum + pods, 0),
    cpuRequest: total(({ cpuRequest }) => cpuRequest),
    cpuLimit: isBounded ? total(({ cpuLimit }) => cpuLimit ?? 0) : undefined,
    memoryRequest: total(({ memoryRequest }) => memoryRequest),
    memoryLimit: total(({ memoryLimit }) => memoryLimit),
    ephemeralRequest: total(({ ephemeralRequest }) => ephemeralRequest),
    ephemeralLimit: total(({ ephemeralLimit }) => ephemeralLimit),
  };
}
