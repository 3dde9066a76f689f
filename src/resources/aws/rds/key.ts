import { KmsAlias } from "@cdktn/provider-aws/lib/kms-alias/index.js";
import { KmsKey } from "@cdktn/provider-aws/lib/kms-key/index.js";
import { declare, of, type Scope } from "../cdktn.ts";
import { keyPolicy, useThrough } from "../storage/key-policy.ts";
import { ANY } from "./any.ts";

/**
 * What RDS and its Performance Insights ask of a key, on behalf of whoever acts on a database.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.access-control.cmk-policy.html
 */
const RDS_ACTIONS = ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"];

/** What CloudWatch Logs asks of a key. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
const LOGS_ACTIONS = ["kms:Decrypt", "kms:Describe*", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];

/** The key of the environment's databases, of their snapshots and of their logs. */
export function key(scope: Scope): void {
  const policy = keyPolicy(scope, "key", [
    useThrough("rds", RDS_ACTIONS),
    {
      sid: "EncryptTheirLogs",
      actions: LOGS_ACTIONS,
      resources: ["*"],
      principals: [{ type: "Service", identifiers: ["logs.${var.region}.amazonaws.com"] }],
      condition: [
        {
          test: "ArnLike",
          variable: "kms:EncryptionContext:aws:logs:arn",
          values: ["arn:aws:logs:${var.region}:${var.account}:log-group:/aws/rds/instance/${var.name}-*"],
        },
      ],
    },
  ]);
  declare(scope, KmsKey, "this", {
    count: ANY,
    description: "Databases of ${var.name}",
    enableKeyRotation: true,
    deletionWindowInDays: 30,
    policy,
    lifecycle: { preventDestroy: true },
  });
  declare(scope, KmsAlias, "this", {
    count: ANY,
    name: "alias/${var.name}-databases",
    targetKeyId: of("aws_kms_key.this[0].key_id"),
  });
}

export const KEY = of("aws_kms_key.this[0].arn");
