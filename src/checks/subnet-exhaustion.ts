import { instanceTypes } from "../catalog/instance-types.ts";
import { report } from "../diagnostics/registry.ts";
import { groupsOf, largestZoneOf } from "../model/capacity.ts";
import { sizeOfCidr } from "../schema/cidr.ts";
import type { Check } from "./check.ts";

/** AWS keeps the first four addresses of a subnet and the last. */
const KEPT_BY_AWS = 5;
/** The bastion, and whatever else may have an address beside the nodes. */
const OTHER_ADDRESSES = 16;
/** An update of a managed node group starts up to twice as many nodes as there are zones: two in each. */
const UPDATE_SURGE = 2;

/**
 * FF08: the private subnet of a zone has an address for everything the VPC CNI may take: with WARM_ENI_TARGET=1 a node
 * ends up with all its interfaces, each with all its addresses, whatever runs on it. Load balancers, databases, the
 * control plane and interface endpoints have subnets of their own (`model/network.ts`).
 *
 * @see https://docs.aws.amazon.com/eks/latest/best-practices/vpc-cni.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
 */
export const subnetExhaustion: Check = (platform, environments) =>
  environments.flatMap(({ environment }) => {
    const zones = environment.aws.zones.length;
    const groups = groupsOf(environment).map(([name, { instance, max }]) => {
      const type = instanceTypes.get(instance);
      const nodes = largestZoneOf(max, zones) + UPDATE_SURGE;
      const each = type === undefined ? 0 : type.interfaces * type.addresses;
      return { name, nodes, each, taken: nodes * each };
    });
    const needed = groups.reduce((sum, { taken }) => sum + taken, OTHER_ADDRESSES);
    const subnet = environment.subnets[0]?.private;
    const usable = subnet === undefined ? Number.POSITIVE_INFINITY : sizeOfCidr(subnet) - KEPT_BY_AWS;
    const largest = groups.toSorted((a, b) => b.taken - a.taken)[0];
    if (needed <= usable || largest === undefined || subnet === undefined) return [];
    const sums = groups.map(({ name, nodes, each }) => `${name}: ${nodes} nodes × ${each}`);
    const params = {
      environment: environment.name,
      prefix: subnet.prefix,
      needed,
      usable,
      sums,
      others: OTHER_ADDRESSES,
    };
    const at = platform.locate([...environment.origin, "cluster", "nodes", largest.name, "max"]);
    return [report("network/subnet-exhaustion", params, { at })];
  });
