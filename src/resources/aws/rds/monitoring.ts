import { CloudwatchLogGroup } from "@cdktn/provider-aws/lib/cloudwatch-log-group/index.js";
import { DataAwsIamPolicyDocument } from "@cdktn/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { IamRole } from "@cdktn/provider-aws/lib/iam-role/index.js";
import { IamRolePolicyAttachment } from "@cdktn/provider-aws/lib/iam-role-policy-attachment/index.js";
import { declare, forEach, of, type Scope } from "../cdktn.ts";
import { ANY } from "./any.ts";
import { KEY } from "./key.ts";

/** What PostgreSQL on RDS can send to CloudWatch: its own log, and that of upgrades. */
export const LOGS = ["postgresql", "upgrade"];

/** Days: for a year an auditor may ask who changed a schema. */
const LOG_DAYS = 365;

/**
 * What RDS sends the measurements of its operating system as.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html
 */
export function monitoringRole(scope: Scope): void {
  const trust = declare(scope, DataAwsIamPolicyDocument, "monitoring_trust", {
    statement: [
      {
        actions: ["sts:AssumeRole"],
        principals: [{ type: "Service", identifiers: ["monitoring.rds.amazonaws.com"] }],
        condition: [
          { test: "StringEquals", variable: "aws:SourceAccount", values: [of("var.account")] },
          {
            test: "ArnLike",
            variable: "aws:SourceArn",
            values: ["arn:aws:rds:${var.region}:${var.account}:db:${var.name}-*"],
          },
        ],
      },
    ],
  });
  declare(scope, IamRole, "monitoring", {
    count: ANY,
    name: "${var.name}-rds-monitoring",
    assumeRolePolicy: trust.json,
  });
  declare(scope, IamRolePolicyAttachment, "monitoring", {
    count: ANY,
    role: of("aws_iam_role.monitoring[0].name"),
    policyArn: "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
  });
}

/** RDS would make these itself, to be kept for ever and without our key. */
export function logs(scope: Scope): void {
  const kinds = LOGS.map((log) => JSON.stringify(log)).join(", ");
  declare(scope, CloudwatchLogGroup, "this", {
    forEach: forEach(`toset([for pair in setproduct(keys(local.instances), [${kinds}]) : join("/", pair)])`),
    name: "/aws/rds/instance/${var.name}-${each.key}",
    retentionInDays: LOG_DAYS,
    kmsKeyId: KEY,
  });
}
