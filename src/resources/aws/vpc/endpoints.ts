import { DataAwsIamPolicyDocument } from "@cdktn/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { SecurityGroup } from "@cdktn/provider-aws/lib/security-group/index.js";
import { VpcEndpoint } from "@cdktn/provider-aws/lib/vpc-endpoint/index.js";
import { VpcSecurityGroupIngressRule } from "@cdktn/provider-aws/lib/vpc-security-group-ingress-rule/index.js";
import { AWS_API_PORT } from "../../../catalog/cluster-network.ts";
import { ENDPOINTS_WITHOUT_POLICY } from "../../../catalog/vpc-endpoints.ts";
import { declare, forEach, listOf, numberOf, of, type Scope } from "../cdktn.ts";

const OWN_IDENTITIES = { test: "StringEquals", variable: "aws:PrincipalAccount", values: [of("var.account")] };

/**
 * What is reached without leaving the VPC. The policies of endpoints grant nothing: they keep identities of other
 * accounts from using them, and data from being written into other accounts.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 * @see https://github.com/aws-samples/data-perimeter-policy-examples/tree/main/vpc_endpoint_policies
 */
export function endpoints(scope: Scope): void {
  gateway(scope);
  interfaces(scope);
}

function gateway(scope: Scope): void {
  const policy = declare(
    scope,
    DataAwsIamPolicyDocument,
    "s3_endpoint",
    {
      statement: [
        {
          sid: "OwnIdentitiesOnOwnBuckets",
          actions: ["s3:*"],
          resources: ["*"],
          principals: [{ type: "*", identifiers: ["*"] }],
          condition: [
            OWN_IDENTITIES,
            { test: "StringEquals", variable: "aws:ResourceAccount", values: [of("var.account")] },
          ],
        },
        {
          sid: "ReadWhateverIsShared",
          actions: ["s3:GetObject"],
          resources: ["*"],
          principals: [{ type: "*", identifiers: ["*"] }],
        },
      ],
    },
    "Layers of images and packages lie in buckets of AWS and of registries, and are read without an identity of ours.",
  );
  declare(scope, VpcEndpoint, "s3", {
    vpcId: of("aws_vpc.this.id"),
    serviceName: "com.amazonaws.${var.region}.s3",
    vpcEndpointType: "Gateway",
    routeTableIds: listOf("values(aws_route_table.private)[*].id"),
    policy: policy.json,
    tags: { Name: "${var.name}-s3" },
  });
}

function interfaces(scope: Scope): void {
  const policy = declare(scope, DataAwsIamPolicyDocument, "interface_endpoint", {
    statement: [
      {
        sid: "OwnIdentities",
        actions: ["*"],
        resources: ["*"],
        principals: [{ type: "*", identifiers: ["*"] }],
        condition: [OWN_IDENTITIES],
      },
    ],
  });
  declare(scope, SecurityGroup, "endpoints", {
    count: numberOf("length(var.interface_endpoints) > 0 ? 1 : 0"),
    namePrefix: "${var.name}-endpoints-",
    description: "Interface endpoints",
    vpcId: of("aws_vpc.this.id"),
    tags: { Name: "${var.name}-endpoints" },
    lifecycle: { createBeforeDestroy: true },
  });
  declare(scope, VpcSecurityGroupIngressRule, "endpoints", {
    forEach: forEach(
      "{ for zone, subnets in var.zones : zone => subnets.private if length(var.interface_endpoints) > 0 }",
    ),
    securityGroupId: of("aws_security_group.endpoints[0].id"),
    description: "Nodes, pods and the bastion",
    cidrIpv4: of("each.value"),
    ipProtocol: "tcp",
    fromPort: AWS_API_PORT,
    toPort: AWS_API_PORT,
  });
  const without = ENDPOINTS_WITHOUT_POLICY.map((name) => JSON.stringify(name)).join(", ");
  declare(
    scope,
    VpcEndpoint,
    "interface",
    {
      forEach: forEach("toset(var.interface_endpoints)"),
      vpcId: of("aws_vpc.this.id"),
      serviceName: "com.amazonaws.${var.region}.${each.key}",
      vpcEndpointType: "Interface",
      subnetIds: listOf("values(aws_subnet.endpoint)[*].id"),
      securityGroupIds: [of("aws_security_group.endpoints[0].id")],
      privateDnsEnabled: true,
      policy: of(`contains([${without}], each.key) ? null : ${policy.fqn}.json`),
      tags: { Name: "${var.name}-${each.key}" },
    },
    "Not every service takes a policy.",
  );
}
