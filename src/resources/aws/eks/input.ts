import { eksAddons } from "../../../catalog/eks-addons.ts";
import { AMI_TYPES, architectureOf } from "../../../catalog/eks-nodes.ts";
import { groupsOf } from "../../../model/capacity.ts";
import { formatCidr } from "../../../schema/cidr.ts";
import type { EnvironmentContext } from "../../kubernetes/context.ts";
import { bool, list, map, number, object, string, type ValuesOf, variable } from "../types.ts";

/** The cluster as the root and the module take it. */
export const clusterType = object({
  name: string,
  kubernetes: string,
  service_cidr: string,
  deletion_protection: bool,
  addons: map(string),
});

export const nodeGroupsType = map(
  object({
    instance: string,
    ami_type: string,
    capacity: string,
    min: number,
    max: number,
    disk_gib: number,
  }),
);

/** The root's variables of the cluster. */
export const clusterVariables = {
  cluster: variable(clusterType, "The EKS cluster, with the version of each of its add-ons.", [
    {
      condition: 'var.tier != "prod" || var.cluster.deletion_protection',
      message: "A cluster of production is protected from deletion.",
    },
    {
      condition: 'can(regex("^1\\\\.[0-9]{2}$", var.cluster.kubernetes))',
      message: "Kubernetes is given by its minor version, such as 1.35.",
    },
    { condition: "can(cidrhost(var.cluster.service_cidr, 0))", message: "The addresses of Services are a CIDR." },
  ]),
  node_groups: variable(nodeGroupsType, "Managed node groups over the private subnets of all zones, by name.", [
    { condition: "length(var.node_groups) > 0", message: "A cluster without nodes runs nothing." },
    {
      condition: "alltrue([for group in values(var.node_groups) : group.min <= group.max && group.max > 0])",
      message: "A group has at least as many nodes at its largest as at its smallest.",
    },
    {
      condition: 'alltrue([for group in values(var.node_groups) : contains(["ON_DEMAND", "SPOT"], group.capacity)])',
      message: "Capacity is ON_DEMAND or SPOT.",
    },
  ]),
  egress_ports: variable(list(number), "TCP ports of hosts outside that anything in the cluster connects to.", [
    {
      condition: "alltrue([for port in var.egress_ports : port >= 1 && port <= 65535])",
      message: "A port is a number from 1 to 65535.",
    },
  ]),
};

const GIBIBYTE = 2 ** 30;
const HTTPS = 443;
const CAPACITY = { "on-demand": "ON_DEMAND", spot: "SPOT" } as const;

export function clusterValues(context: EnvironmentContext): ValuesOf<typeof clusterVariables> {
  const { cluster, tier } = context.environment;
  return {
    cluster: {
      name: cluster.name,
      kubernetes: cluster.kubernetes,
      service_cidr: formatCidr(cluster.serviceCidr),
      deletion_protection: tier === "prod",
      // `catalog/unsupported-kubernetes` has refused a version that is not there.
      addons: { ...eksAddons.get(cluster.kubernetes) },
    },
    node_groups: Object.fromEntries(
      groupsOf(context.environment).map(([name, { instance, capacity, min, max, disk }]) => [
        name,
        {
          instance,
          ami_type: AMI_TYPES[architectureOf(instance)],
          capacity: CAPACITY[capacity],
          min,
          max,
          disk_gib: Math.ceil(disk / GIBIBYTE),
        },
      ]),
    ),
    egress_ports: egressPortsOf(context),
  };
}

/**
 * What the nodes' security group lets out beyond the VPC: the APIs of AWS and the registries, the git server, and what
 * services declare. Which pod may use which of them is the NetworkPolicies' part.
 */
function egressPortsOf({ platform, environment }: EnvironmentContext): readonly number[] {
  const git = new URL(platform.gitops.repository).port;
  const declared = environment.services.flatMap(({ egress }) => egress.map(({ port }) => port));
  return [...new Set([HTTPS, ...(git === "" ? [] : [Number(git)]), ...declared])].toSorted((a, b) => a - b);
}
