import type { DataAwsIamPolicyDocumentStatement } from "@cdktn/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { KmsAlias } from "@cdktn/provider-aws/lib/kms-alias/index.js";
import { KmsKey } from "@cdktn/provider-aws/lib/kms-key/index.js";
import { declare, type Scope } from "../cdktn.ts";
import { keyPolicy } from "../storage/key-policy.ts";

/** Needs the variables `account` and `region` in its folder, as all in this file does. */
export const ACCOUNT_ROOT = "arn:aws:iam::${var.account}:root";

/**
 * A key of KMS with its alias, which nothing uses but by `use`.
 *
 * @param purpose behind platform, environment and a dash in the alias
 */
export function encryptionKey(
  scope: Scope,
  name: string,
  { purpose, description }: { readonly purpose: string; readonly description: string },
  use: DataAwsIamPolicyDocumentStatement,
): KmsKey {
  const key = declare(scope, KmsKey, name, {
    description,
    policy: keyPolicy(scope, `${name}_key`, [use]),
    enableKeyRotation: true,
    deletionWindowInDays: 30,
    lifecycle: { preventDestroy: true },
  });
  declare(scope, KmsAlias, name, { name: `alias/\${var.name}-${purpose}`, targetKeyId: key.keyId });
  return key;
}

/** What a service of AWS asks of a key for what it keeps encrypted for others, by grants that outlive the request. */
export const KEEPER_ACTIONS = [
  "kms:CreateGrant",
  "kms:Decrypt",
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:GenerateDataKey*",
  "kms:ReEncrypt*",
];

/**
 * Any identity of the account, by way of EC2 alone, as the policy of the key that EBS would use by itself says. Auto
 * Scaling starts nodes with a role of its own, which has no rights on keys and may not exist yet.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
 */
export const USE_FOR_DISKS: DataAwsIamPolicyDocumentStatement = {
  sid: "UseThroughEc2",
  actions: KEEPER_ACTIONS,
  resources: ["*"],
  principals: [{ type: "AWS", identifiers: ["*"] }],
  condition: [
    { test: "StringEquals", variable: "kms:CallerAccount", values: ["${var.account}"] },
    { test: "StringEquals", variable: "kms:ViaService", values: ["ec2.${var.region}.amazonaws.com"] },
  ],
};

/**
 * Identities that may use it by their own policies: the cluster's role, and whoever makes the cluster and gives EKS the
 * grant.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html
 */
export const USE_FOR_SECRETS: DataAwsIamPolicyDocumentStatement = {
  sid: "UseByPolicy",
  actions: ["kms:CreateGrant", "kms:Decrypt", "kms:Encrypt"],
  resources: ["*"],
  principals: [{ type: "AWS", identifiers: [ACCOUNT_ROOT] }],
};

/** CloudWatch, for one group of logs. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
export const useForLogs = (group: string): DataAwsIamPolicyDocumentStatement => ({
  sid: "UseForLogs",
  actions: ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
  resources: ["*"],
  principals: [{ type: "Service", identifiers: ["logs.${var.region}.amazonaws.com"] }],
  condition: [
    {
      test: "ArnEquals",
      variable: "kms:EncryptionContext:aws:logs:arn",
      values: [`arn:aws:logs:\${var.region}:\${var.account}:log-group:${group}`],
    },
  ],
});
