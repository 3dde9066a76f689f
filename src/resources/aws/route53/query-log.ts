import { CloudwatchLogGroup } from "@cdktn/provider-aws/lib/cloudwatch-log-group/index.js";
import { CloudwatchLogResourcePolicy } from "@cdktn/provider-aws/lib/cloudwatch-log-resource-policy/index.js";
import { DataAwsIamPolicyDocument } from "@cdktn/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { KmsAlias } from "@cdktn/provider-aws/lib/kms-alias/index.js";
import { KmsKey } from "@cdktn/provider-aws/lib/kms-key/index.js";
import { Route53QueryLog } from "@cdktn/provider-aws/lib/route53-query-log/index.js";
import { declare, numberOf, of, type Scope } from "../cdktn.ts";
import { keyPolicy } from "../storage/key-policy.ts";

/** Route 53 is global, and what it needs of other services is here. @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/query-logs.html */
export const ROUTE53_REGION = "us-east-1";

/** Days. A year, since who looked up what matters when something comes to light late. */
const RETENTION_DAYS = 365;

const LOG_GROUP = "/aws/route53/${var.domain}";

/** Who asked for which name of the zone. */
export function queryLog(scope: Scope): void {
  const count = numberOf("local.zones");
  const logGroupArn = `arn:aws:logs:${ROUTE53_REGION}:\${var.account}:log-group:${LOG_GROUP}`;
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
  const policy = keyPolicy(scope, "query_log_key", [
    {
      sid: "EncryptQueryLog",
      actions: ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
      resources: ["*"],
      principals: [{ type: "Service", identifiers: [`logs.${ROUTE53_REGION}.amazonaws.com`] }],
      condition: [{ test: "ArnEquals", variable: "kms:EncryptionContext:aws:logs:arn", values: [logGroupArn] }],
    },
  ]);
  declare(scope, KmsKey, "query_log", {
    count,
    region: ROUTE53_REGION,
    description: "DNS query log of ${var.name}",
    enableKeyRotation: true,
    deletionWindowInDays: 30,
    policy,
    lifecycle: { preventDestroy: true },
  });
  declare(scope, KmsAlias, "query_log", {
    count,
    region: ROUTE53_REGION,
    name: "alias/${var.name}-dns-query-log",
    targetKeyId: of("aws_kms_key.query_log[0].key_id"),
  });
  declare(scope, CloudwatchLogGroup, "query_log", {
    count,
    region: ROUTE53_REGION,
    name: LOG_GROUP,
    retentionInDays: RETENTION_DAYS,
    kmsKeyId: of("aws_kms_key.query_log[0].arn"),
  });
  const write = declare(scope, DataAwsIamPolicyDocument, "query_log", {
    statement: [
      {
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [`${logGroupArn}:*`],
        principals: [{ type: "Service", identifiers: ["route53.amazonaws.com"] }],
        condition: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [of("var.account")] }],
      },
    ],
  });
  const permission = declare(scope, CloudwatchLogResourcePolicy, "query_log", {
    count,
    region: ROUTE53_REGION,
    policyName: "${var.name}-dns-query-log",
    policyDocument: write.json,
  });
  declare(scope, Route53QueryLog, "this", {
    count,
    zoneId: of("aws_route53_zone.this[0].zone_id"),
    cloudwatchLogGroupArn: of("aws_cloudwatch_log_group.query_log[0].arn"),
    dependsOn: [permission],
  });
}
