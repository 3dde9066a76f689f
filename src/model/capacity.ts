import { type Allocatable, allocatable } from "../catalog/allocatable.ts";
import { type InstanceType, instanceTypes } from "../catalog/instance-types.ts";
import { type NodeDaemon, nodeDaemons, nodeLocalDns } from "../catalog/node-daemons.ts";
import { compareText } from "../diagnostics/diagnostic.ts";
import type { Environment } from "./platform.ts";

/** A node group at its largest, and what services can ask of each of its nodes. */
export interface NodeGroupCapacity {
  readonly name: string;
  readonly instance: InstanceType;
  /** Most nodes. */
  readonly nodes: number;
  /** Nodes that are left when the zone with the most of them is lost. */
  readonly nodesWithoutZone: number;
  /** For services on one node: allocatable, less what the DaemonSets ask for. */
  readonly perNode: Allocatable;
}

/** Nodes of the fullest zone: Auto Scaling keeps a group even over its zones. */
export const largestZoneOf = (nodes: number, zones: number): number => Math.ceil(nodes / zones);

/** The node groups of an environment in code-unit order of their names. */
export const groupsOf = ({ cluster }: Environment): readonly [string, Environment["cluster"]["nodes"][string]][] =>
  Object.entries(cluster.nodes).toSorted(([a], [b]) => compareText(a, b));

/** Whether some node group has room between its fewest and its most nodes, so that something has to count them. */
export const isScaled = (environment: Environment): boolean =>
  groupsOf(environment).some(([, { min, max }]) => min < max);

/** The DaemonSets of every node of an environment. */
const daemonsOf = ({ cluster }: Environment): readonly NodeDaemon[] =>
  cluster.nodeLocalDns ? [...nodeDaemons, nodeLocalDns] : nodeDaemons;

/** The capacity of an environment's node groups; undefined where an instance type is not in the catalogue. */
export function capacityOf(environment: Environment): readonly NodeGroupCapacity[] | undefined {
  const daemons = daemonsOf(environment);
  const groups = groupsOf(environment).flatMap(([name, { instance, max, disk }]) => {
    const type = instanceTypes.get(instance);
    if (type === undefined) return [];
    const nodesWithoutZone = max - largestZoneOf(max, environment.aws.zones.length);
    return [{ name, instance: type, nodes: max, nodesWithoutZone, perNode: without(allocatable(type, disk), daemons) }];
  });
  return groups.length === groupsOf(environment).length ? groups : undefined;
}

function without(node: Allocatable, daemons: readonly NodeDaemon[]): Allocatable {
  const sum = (amount: (daemon: NodeDaemon) => number) => daemons.reduce((total, daemon) => total + amount(daemon), 0);
  return {
    cpu: Math.max(0, node.cpu - sum(({ cpu }) => cpu)),
    memory: Math.max(0, node.memory - sum(({ memory }) => memory)),
    ephemeralStorage: node.ephemeralStorage,
    pods: Math.max(0, node.pods - daemons.length),
  };
}
