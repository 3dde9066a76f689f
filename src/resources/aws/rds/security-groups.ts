import { SecurityGroup } from "@cdktn/provider-aws/lib/security-group/index.js";
import { VpcSecurityGroupIngressRule } from "@cdktn/provider-aws/lib/vpc-security-group-ingress-rule/index.js";
import { DATABASE_PORT } from "../../../catalog/postgresql.ts";
import { declare, forEach, of, type Scope } from "../cdktn.ts";

/** A group for each database, so that what opens one opens no other (FF36). */
export function securityGroups(scope: Scope): void {
  declare(
    scope,
    SecurityGroup,
    "this",
    {
      forEach: forEach("var.databases"),
      name: "${var.name}-${each.key}-db",
      description: "Database of ${each.key}",
      vpcId: of("var.vpc_id"),
      tags: { Name: "${var.name}-${each.key}-db" },
    },
    "A database opens no connections, so nothing leads outward.",
  );
  declare(
    scope,
    VpcSecurityGroupIngressRule,
    "nodes",
    {
      forEach: forEach("var.databases"),
      securityGroupId: of("aws_security_group.this[each.key].id"),
      referencedSecurityGroupId: of("var.node_security_group_id"),
      description: "PostgreSQL from the pods of ${each.key}",
      ipProtocol: "tcp",
      fromPort: DATABASE_PORT,
      toPort: DATABASE_PORT,
    },
    "Pods have the addresses and the security group of their node. Which of them come this far is for NetworkPolicies to say.",
  );
}
