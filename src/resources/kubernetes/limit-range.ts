import { LimitRange } from "kubernetes-models/v1/LimitRange";
import { formatCpu, formatMemory } from "../../schema/quantity.ts";
import type { KubernetesObject } from "../desired.ts";
import { type ContainerResources, containersOf, type PodDemand } from "../peak.ts";
import { defineObject } from "./define-object.ts";
import { limitsOf, requestsOf, wholeCores, wholeGibibytes } from "./quantities.ts";

const MEBIBYTE = 2 ** 20;

/** What a container gets that states nothing, such as one that people start to debug; below any maximum, which is 1 at least. */
const DEFAULTS: ContainerResources = {
  cpuRequest: 100,
  cpuLimit: 200,
  memoryRequest: 128 * MEBIBYTE,
  memoryLimit: 128 * MEBIBYTE,
  ephemeralRequest: 128 * MEBIBYTE,
  ephemeralLimit: 256 * MEBIBYTE,
};

/** The smallest requests that make sense, unless a service asks for less. */
const SMALLEST = { cpuRequest: 10, memoryRequest: 16 * MEBIBYTE, ephemeralRequest: MEBIBYTE };

/** Bounds single containers of a namespace; every one of ours lies within (FF05). Largest in whole cores and gibibytes, for law 10. */
export function limitRange(metadata: KubernetesObject["metadata"], demands: readonly PodDemand[]): KubernetesObject {
  const containers = demands.flatMap(containersOf);
  const smallest = (field: keyof typeof SMALLEST) =>
    containers.reduce((least, container) => Math.min(least, container[field]), SMALLEST[field]);
  const largest = (amount: (container: ContainerResources) => number) =>
    [DEFAULTS, ...containers].reduce((most, container) => Math.max(most, amount(container)), 0);
  // A maximum or a default would become the limit of the containers that are meant to have none.
  const cpuIsBounded = containers.every(({ cpuLimit }) => cpuLimit !== undefined);
  return defineObject(LimitRange, {
    metadata,
    spec: {
      limits: [
        {
          type: "Container",
          defaultRequest: requestsOf(DEFAULTS),
          default: limitsOf({ ...DEFAULTS, cpuLimit: cpuIsBounded ? DEFAULTS.cpuLimit : undefined }),
          min: {
            cpu: formatCpu(smallest("cpuRequest")),
            memory: formatMemory(smallest("memoryRequest")),
            "ephemeral-storage": formatMemory(smallest("ephemeralRequest")),
          },
          max: {
            ...(cpuIsBounded && { cpu: wholeCores(largest(({ cpuLimit }) => cpuLimit ?? 0)) }),
            memory: wholeGibibytes(largest(({ memoryLimit }) => memoryLimit)),
            "ephemeral-storage": wholeGibibytes(largest(({ ephemeralLimit }) => ephemeralLimit)),
          },
        },
      ],
    },
  });
}
