import { CloudwatchMetricAlarm } from "@cdktn/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import { DefaultSecurityGroup } from "@cdktn/provider-aws/lib/default-security-group/index.js";
import { Eip } from "@cdktn/provider-aws/lib/eip/index.js";
import { InternetGateway } from "@cdktn/provider-aws/lib/internet-gateway/index.js";
import { NatGateway } from "@cdktn/provider-aws/lib/nat-gateway/index.js";
import { Route } from "@cdktn/provider-aws/lib/route/index.js";
import { RouteTable } from "@cdktn/provider-aws/lib/route-table/index.js";
import { RouteTableAssociation } from "@cdktn/provider-aws/lib/route-table-association/index.js";
import { Subnet } from "@cdktn/provider-aws/lib/subnet/index.js";
import { Vpc } from "@cdktn/provider-aws/lib/vpc/index.js";
import { declare, defineModule, forEach, local, of, output, type Scope } from "../cdktn.ts";
import { list, string, variable } from "../types.ts";
import { endpoints } from "./endpoints.ts";
import { flowLog } from "./flow-log.ts";
import { zonesType } from "./input.ts";

/** The network of an environment; `docs/aws-network.md` shows it. */
export const vpc = defineModule({
  name: "vpc",
  variables: {
    name: variable(string, "Name of the VPC, and what stands before every other name: platform and environment."),
    account: variable(string, "AWS account, whose identities alone may use the endpoints."),
    region: variable(string, "AWS region."),
    cidr: variable(string, "Addresses of the VPC, a /16."),
    nat: variable(string, "Whether each zone has a NAT gateway (zone) or the first one alone (single)."),
    zones: variable(zonesType, "Addresses of the subnets, by zone."),
    interface_endpoints: variable(list(string), "APIs of AWS that have an endpoint in the VPC."),
    alarm_topic_arn: variable(string, "Topic that is told when a NAT gateway has no ports left."),
  },
  call: {
    name: of("local.name"),
    account: of("var.account"),
    region: of("var.region"),
    cidr: of("var.network.cidr"),
    nat: of("var.network.nat"),
    zones: of("var.network.zones"),
    interface_endpoints: of("var.network.interface_endpoints"),
    alarm_topic_arn: of("module.account.alarm_topic_arn"),
  },
  build: (scope) => {
    network(scope);
    subnets(scope);
    nat(scope);
    routes(scope);
    endpoints(scope);
    flowLog(scope);
    outputs(scope);
  },
});

const VPC = of("aws_vpc.this.id");

function network(scope: Scope): void {
  declare(scope, Vpc, "this", {
    cidrBlock: of("var.cidr"),
    enableDnsSupport: true,
    enableDnsHostnames: true,
    tags: { Name: of("var.name") },
  });
  declare(
    scope,
    DefaultSecurityGroup,
    "this",
    { vpcId: VPC, tags: { Name: "${var.name}-default" } },
    "Whatever is given no security group has this one: without rules it reaches nobody.",
  );
  declare(scope, InternetGateway, "this", { vpcId: VPC, tags: { Name: of("var.name") } });
}

function subnets(scope: Scope): void {
  const subnet = (kind: string, zones: string, cidr: string, tags: Readonly<Record<string, string>> = {}) =>
    declare(scope, Subnet, kind, {
      forEach: forEach(zones),
      vpcId: VPC,
      availabilityZone: of("each.key"),
      cidrBlock: of(cidr),
      tags: { Name: `\${var.name}-${kind}-\${each.key}`, ...tags },
    });
  // By these tags the load balancer controller finds subnets.
  // https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/subnet_discovery/
  subnet("public", "var.zones", "each.value.public", { "kubernetes.io/role/elb": "1" });
  subnet("private", "var.zones", "each.value.private", { "kubernetes.io/role/internal-elb": "1" });
  subnet("database", "var.zones", "each.value.database");
  subnet("cluster", "var.zones", "each.value.cluster");
  subnet(
    "endpoint",
    "{ for zone, subnets in var.zones : zone => subnets.endpoint if subnets.endpoint != null }",
    "each.value",
  );
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html */
function nat(scope: Scope): void {
  local(scope, "nat_zones", of('var.nat == "zone" ? keys(var.zones) : slice(keys(var.zones), 0, 1)'));
  declare(scope, Eip, "nat", {
    forEach: forEach("toset(local.nat_zones)"),
    domain: "vpc",
    tags: { Name: "${var.name}-nat-${each.key}" },
  });
  declare(
    scope,
    NatGateway,
    "this",
    {
      forEach: forEach("toset(local.nat_zones)"),
      subnetId: of("aws_subnet.public[each.key].id"),
      allocationId: of("aws_eip.nat[each.key].id"),
      tags: { Name: "${var.name}-${each.key}" },
      dependsOn: [{ fqn: "aws_internet_gateway.this" }],
    },
    "It has no way out before the internet gateway is attached.",
  );
  declare(
    scope,
    CloudwatchMetricAlarm,
    "nat_ports",
    {
      forEach: forEach("aws_nat_gateway.this"),
      alarmName: "${var.name}-nat-ports-${each.key}",
      alarmDescription: "Connections fail: too many are open to one destination at once.",
      namespace: "AWS/NATGateway",
      metricName: "ErrorPortAllocation",
      dimensions: { NatGatewayId: of("each.value.id") },
      statistic: "Sum",
      period: 300,
      evaluationPeriods: 1,
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      treatMissingData: "notBreaching",
      alarmActions: [of("var.alarm_topic_arn")],
      okActions: [of("var.alarm_topic_arn")],
    },
    "A NAT gateway has 55,000 ports for each destination and address of its own.",
  );
}

function routes(scope: Scope): void {
  const attach = (kind: string, table: string) =>
    declare(scope, RouteTableAssociation, kind, {
      forEach: forEach(`aws_subnet.${kind}`),
      subnetId: of("each.value.id"),
      routeTableId: of(table),
    });
  const INTERNET = "0.0.0.0/0";
  declare(scope, RouteTable, "public", { vpcId: VPC, tags: { Name: "${var.name}-public" } });
  declare(scope, Route, "public", {
    routeTableId: of("aws_route_table.public.id"),
    destinationCidrBlock: INTERNET,
    gatewayId: of("aws_internet_gateway.this.id"),
  });
  attach("public", "aws_route_table.public.id");
  declare(scope, RouteTable, "private", {
    forEach: forEach("var.zones"),
    vpcId: VPC,
    tags: { Name: "${var.name}-private-${each.key}" },
  });
  declare(scope, Route, "private", {
    forEach: forEach("aws_route_table.private"),
    routeTableId: of("each.value.id"),
    destinationCidrBlock: INTERNET,
    natGatewayId: of("aws_nat_gateway.this[contains(local.nat_zones, each.key) ? each.key : local.nat_zones[0]].id"),
  });
  attach("private", "aws_route_table.private[each.key].id");
  declare(
    scope,
    RouteTable,
    "isolated",
    { vpcId: VPC, tags: { Name: "${var.name}-isolated" } },
    "Databases, the control plane's interfaces and the endpoints speak to the VPC alone.",
  );
  for (const kind of ["database", "cluster", "endpoint"]) attach(kind, "aws_route_table.isolated.id");
}

function outputs(scope: Scope): void {
  output(scope, "id", VPC, "Id of the VPC.");
  output(scope, "cidr_block", of("aws_vpc.this.cidr_block"), "Addresses of the VPC.");
  for (const [kind, what] of [
    ["public", "load balancers and NAT gateways"],
    ["private", "nodes and pods"],
    ["database", "databases"],
    ["cluster", "the control plane's interfaces"],
  ] as const) {
    const ids = of(`{ for zone, subnet in aws_subnet.${kind} : zone => subnet.id }`);
    output(scope, `${kind}_subnet_ids`, ids, `Ids of the subnets of ${what}, by zone.`);
  }
  const addresses = of("{ for zone, address in aws_eip.nat : zone => address.public_ip }");
  output(scope, "nat_addresses", addresses, "Addresses that the outside sees nodes and pods at, by zone.");
}
