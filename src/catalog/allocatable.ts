import type { InstanceType } from "./instance-types.ts";

/** What pods can ask of one node. CPU in millicores, memory and storage in bytes. */
export interface Allocatable {
  readonly cpu: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
  readonly pods: number;
}

const MEBIBYTE = 2 ** 20;
const GIBIBYTE = 2 ** 30;

/** Share of the stated memory that a node's kernel sees at least: firmware and kernel take the rest. */
const VISIBLE_MEMORY = 0.93;

/** CPU that the kubelet keeps back, in ten-thousandths of each range of millicores. */
const CPU_RESERVE = [
  { from: 0, to: 1000, share: 600 },
  { from: 1000, to: 2000, share: 100 },
  { from: 2000, to: 4000, share: 50 },
  { from: 4000, to: Number.POSITIVE_INFINITY, share: 25 },
] as const;

/**
 * Most pods of a node: each has an address of its own, the first address of each interface is the node's, and two
 * pods of the node itself (aws-node and kube-proxy) need none.
 *
 * @see eni_max_pods.go of awslabs/amazon-eks-ami, read 2026-11-22
 */
export const maxPodsOf = ({ interfaces, addresses }: InstanceType): number => interfaces * (addresses - 1) + 2;

/**
 * What is left of an instance for pods: its size without the kubelet's reserve and the thresholds of hard eviction.
 *
 * @param disk size of the root volume in bytes
 * @see nodeadm/internal/kubelet/config.go of awslabs/amazon-eks-ami, read 2026-11-22
 */
export function allocatable(instance: InstanceType, disk: number): Allocatable {
  const pods = maxPodsOf(instance);
  const reservedCpu = CPU_RESERVE.map(({ from, to, share }) =>
    Math.floor((Math.max(0, Math.min(instance.cpu, to) - from) * share) / 10_000),
  );
  const reservedMemory = (11 * pods + 255 + 100) * MEBIBYTE;
  return {
    cpu: instance.cpu - reservedCpu.reduce((sum, reserved) => sum + reserved, 0),
    memory: Math.max(0, Math.floor(instance.memory * VISIBLE_MEMORY) - reservedMemory),
    ephemeralStorage: Math.max(0, Math.floor(disk * 0.9) - GIBIBYTE),
    pods,
  };
}
