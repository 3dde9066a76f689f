import { type Cidr, subnetOf } from "../schema/cidr.ts";

/** The subnets of one availability zone. */
export interface ZoneSubnets {
  /** `us-west-2a` */
  readonly zone: string;
  /** Load balancers and NAT gateways. */
  readonly public: Cidr;
  /** Nodes and pods: the VPC CNI gives each pod an address of its node's subnet. */
  readonly private: Cidr;
  readonly database: Cidr;
  /** The control plane's network interfaces. */
  readonly cluster: Cidr;
  /** Interface endpoints of AWS's APIs, apart from pods, so that a NetworkPolicy can tell them from pods. */
  readonly endpoint: Cidr;
}

/**
 * Divides a /16 into the subnets of up to four zones, with room between the kinds:
 * public x.y.0-3.0/24, database /26 from x.y.8.0, cluster /28 from x.y.9.0, endpoint /27 from x.y.10.0, private /19 from
 * x.y.32.0.
 * A zone's subnets depend on its letter's place in the list alone, so a zone added at the end moves no other.
 */
export function planSubnets(vpc: Cidr, region: string, zones: readonly string[]): readonly ZoneSubnets[] {
  return zones.map((letter, index) => ({
    zone: `${region}${letter}`,
    public: subnetOf(vpc, 24, index),
    private: subnetOf(vpc, 19, index, 32 * 256),
    database: subnetOf(vpc, 26, index, 8 * 256),
    cluster: subnetOf(vpc, 28, index, 9 * 256),
    endpoint: subnetOf(vpc, 27, index, 10 * 256),
  }));
}
