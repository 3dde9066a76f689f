import { INTERFACE_ENDPOINTS, LOAD_BALANCING_ENDPOINT } from "../../../catalog/vpc-endpoints.ts";
import { formatCidr } from "../../../schema/cidr.ts";
import type { EnvironmentContext } from "../../kubernetes/context.ts";
import { list, map, object, optional, string, type ValuesOf, variable } from "../types.ts";

/** Address ranges of the subnets of one zone. */
export const zonesType = map(
  object({ public: string, private: string, database: string, cluster: string, endpoint: optional(string) }),
);

const IN_VPC = `alltrue(flatten([
  for zone in values(var.network.zones) : [
    for block in compact([zone.public, zone.private, zone.database, zone.cluster, zone.endpoint]) :
    try(cidrhost("\${split("/", block)[0]}/16", 0) == cidrhost(var.network.cidr, 0), false)
  ]
]))`;

/** The root's variables that say how the network is divided. */
export const networkVariables = {
  network: variable(
    object({ cidr: string, nat: string, zones: zonesType, interface_endpoints: list(string) }),
    "The VPC: its addresses, whether each zone has a NAT gateway (zone) or the first one alone (single), the subnets of each zone, and the APIs of AWS that have an endpoint within it.",
    [
      {
        condition: 'can(regex("^[0-9.]+/16$", var.network.cidr)) && can(cidrhost(var.network.cidr, 0))',
        message: "The VPC is a /16, such as 10.30.0.0/16.",
      },
      { condition: 'contains(["zone", "single"], var.network.nat)', message: "nat is zone or single." },
      {
        condition: 'var.tier != "prod" || var.network.nat == "zone"',
        message:
          "In production each zone has a NAT gateway: with a single one the loss of its zone is the loss of all.",
      },
      {
        condition: "length(var.network.zones) >= 2",
        message: "EKS and load balancers need two zones or more.",
      },
      {
        condition: "alltrue([for zone in keys(var.network.zones) : startswith(zone, var.region)])",
        message: "A zone has a name such as us-west-2a, and lies in the region of the environment.",
      },
      {
        condition: IN_VPC,
        message: "Every subnet lies in the VPC.",
      },
      {
        condition:
          "length(var.network.interface_endpoints) == 0 || alltrue([for zone in values(var.network.zones) : zone.endpoint != null])",
        message: "Where there are interface endpoints, each zone has a subnet for them.",
      },
    ],
  ),
};

export function networkValues(context: EnvironmentContext): ValuesOf<typeof networkVariables> {
  const { aws, subnets } = context.environment;
  const endpoints = interfaceEndpointsOf(context);
  const hasEndpoints = endpoints.length > 0;
  return {
    network: {
      cidr: formatCidr(aws.cidr),
      nat: aws.nat,
      zones: Object.fromEntries(
        subnets.map(({ zone, ...blocks }) => [
          zone,
          {
            public: formatCidr(blocks.public),
            private: formatCidr(blocks.private),
            database: formatCidr(blocks.database),
            cluster: formatCidr(blocks.cluster),
            endpoint: hasEndpoints ? formatCidr(blocks.endpoint) : undefined,
          },
        ]),
      ),
      interface_endpoints: endpoints,
    },
  };
}

/** The APIs of AWS that something in the environment calls, where it reaches them within the VPC. */
function interfaceEndpointsOf({ environment: { aws, services } }: EnvironmentContext): readonly string[] {
  if (!aws.interfaceEndpoints) return [];
  const isExposed = services.some(({ expose }) => expose !== undefined);
  return [...INTERFACE_ENDPOINTS, ...(isExposed ? [LOAD_BALANCING_ENDPOINT] : [])].toSorted();
}
