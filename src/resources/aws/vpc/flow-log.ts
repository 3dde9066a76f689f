import { DataAwsIamPolicyDocument } from "@cdktn/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { FlowLog } from "@cdktn/provider-aws/lib/flow-log/index.js";
import { IamRole } from "@cdktn/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktn/provider-aws/lib/iam-role-policy/index.js";
import { declare, of, type Scope } from "../cdktn.ts";
import { encryptedLogGroup, writeLogs } from "./log-group.ts";

/** Who spoke to whom, and who was refused. @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html */
export function flowLog(scope: Scope): void {
  const { group } = encryptedLogGroup(scope, "flow_logs", {
    group: "/vpc/${var.name}/flow-logs",
    alias: "${var.name}-flow-logs",
    description: "Flow logs of ${var.name}",
  });
  const trust = declare(scope, DataAwsIamPolicyDocument, "flow_logs_trust", {
    statement: [
      {
        actions: ["sts:AssumeRole"],
        principals: [{ type: "Service", identifiers: ["vpc-flow-logs.amazonaws.com"] }],
        condition: [
          { test: "StringEquals", variable: "aws:SourceAccount", values: [of("var.account")] },
          {
            test: "ArnLike",
            variable: "aws:SourceArn",
            values: ["arn:aws:ec2:${var.region}:${var.account}:vpc-flow-log/*"],
          },
        ],
      },
    ],
  });
  const role = declare(scope, IamRole, "flow_logs", {
    name: "${var.name}-flow-logs",
    description: "Writes the flow logs of the VPC",
    assumeRolePolicy: trust.json,
  });
  const write = declare(scope, DataAwsIamPolicyDocument, "flow_logs", { statement: [...writeLogs(group)] });
  declare(scope, IamRolePolicy, "flow_logs", { name: "write-logs", role: role.id, policy: write.json });
  declare(scope, FlowLog, "this", {
    vpcId: of("aws_vpc.this.id"),
    trafficType: "ALL",
    logDestination: group.arn,
    iamRoleArn: role.arn,
    tags: { Name: of("var.name") },
  });
}
