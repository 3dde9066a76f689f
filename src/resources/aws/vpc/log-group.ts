import { CloudwatchLogGroup } from "@cdktn/provider-aws/lib/cloudwatch-log-group/index.js";
import type { DataAwsIamPolicyDocumentStatement } from "@cdktn/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { KmsAlias } from "@cdktn/provider-aws/lib/kms-alias/index.js";
import { KmsKey } from "@cdktn/provider-aws/lib/kms-key/index.js";
import { declare, type Scope } from "../cdktn.ts";
import { keyPolicy } from "../storage/key-policy.ts";

/** Days. A year, since who spoke to whom is asked when something comes to light late. */
const RETENTION_DAYS = 365;

/** Encrypts and decrypts the lines of one group. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
const useByLogs = (group: string): DataAwsIamPolicyDocumentStatement => ({
  sid: "EncryptLogs",
  actions: ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
  resources: ["*"],
  principals: [{ type: "Service", identifiers: ["logs.${var.region}.amazonaws.com"] }],
  condition: [{ test: "ArnEquals", variable: "kms:EncryptionContext:aws:logs:arn", values: [logGroupArn(group)] }],
});

const logGroupArn = (group: string): string => `arn:aws:logs:\${var.region}:\${var.account}:log-group:${group}`;

/**
 * A group of CloudWatch with a key of its own. Needs the variables `account` and `region`.
 *
 * @param name of the blocks
 * @param use who else uses the key
 */
export function encryptedLogGroup(
  scope: Scope,
  name: string,
  { group, alias, description }: { readonly group: string; readonly alias: string; readonly description: string },
  use: readonly DataAwsIamPolicyDocumentStatement[] = [],
): { readonly group: CloudwatchLogGroup; readonly key: KmsKey } {
  const key = declare(scope, KmsKey, name, {
    description,
    enableKeyRotation: true,
    deletionWindowInDays: 30,
    policy: keyPolicy(scope, `${name}_key`, [useByLogs(group), ...use]),
    lifecycle: { preventDestroy: true },
  });
  declare(scope, KmsAlias, name, { name: `alias/${alias}`, targetKeyId: key.keyId });
  return {
    key,
    group: declare(scope, CloudwatchLogGroup, name, {
      name: group,
      retentionInDays: RETENTION_DAYS,
      kmsKeyId: key.arn,
    }),
  };
}

/**
 * What writes lines needs: streams of one group, and the list of groups, in which it looks for it.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 */
export const writeLogs = (group: CloudwatchLogGroup): readonly DataAwsIamPolicyDocumentStatement[] => [
  {
    sid: "WriteLogs",
    actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
    resources: [`${group.arn}:*`],
  },
  {
    sid: "FindLogGroup",
    actions: ["logs:DescribeLogGroups"],
    resources: [logGroupArn("*")],
  },
];
