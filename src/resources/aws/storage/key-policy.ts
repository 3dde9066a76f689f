import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from "@cdktn/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { declare, of, type Scope } from "../cdktn.ts";

/**
 * What administers a key and cannot read with it. The account's IAM policies decide who of the account may; without the
 * account, a key could be left to nobody. No `kms:CreateGrant`: a grant could give what this leaves out.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
const ADMINISTRATION = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:GetPublicKey",
  "kms:ListGrants",
  "kms:ListKeyPolicies",
  "kms:ListKeyRotations",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:RevokeGrant",
  "kms:RotateKeyOnDemand",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

type Statement = DataAwsIamPolicyDocumentStatement;

/** The document that the policies of all keys of a folder begin with. */
const ADMINISTRATORS = "key_administration";

/**
 * The policy of a key as a document, an expression: the account administers it, and `use` says what may use it.
 * Needs the variable `account` in its folder.
 */
export function keyPolicy(scope: Scope, name: string, use: readonly Statement[]): string {
  if (scope.node.tryFindChild(`${DataAwsIamPolicyDocument.name}.${ADMINISTRATORS}`) === undefined)
    declare(scope, DataAwsIamPolicyDocument, ADMINISTRATORS, {
      statement: [
        {
          sid: "AdministerWithoutReading",
          actions: ADMINISTRATION,
          resources: ["*"],
          principals: [{ type: "AWS", identifiers: [ACCOUNT] }],
        },
      ],
    });
  return declare(scope, DataAwsIamPolicyDocument, name, {
    sourcePolicyDocuments: [of(`data.aws_iam_policy_document.${ADMINISTRATORS}.json`)],
    statement: [...use],
  }).json;
}

/** Everybody in the account whose own policy allows it, too. */
const ACCOUNT = "arn:aws:iam::${var.account}:root";

/** Encrypts and decrypts, but only on behalf of one service of AWS, such as `s3`. Needs the variable `region`. */
export const useThrough = (service: string, actions: readonly string[]): Statement => ({
  sid: `UseThrough${service.replace(/^./, (letter) => letter.toUpperCase())}`,
  actions: [...actions],
  resources: ["*"],
  principals: [{ type: "AWS", identifiers: [ACCOUNT] }],
  condition: [
    { test: "StringEquals", variable: "kms:ViaService", values: [`${service}.\${var.region}.amazonaws.com`] },
  ],
});

/** What S3 asks of the key of a bucket, of parts of an upload too. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html */
export const S3_ACTIONS = ["kms:Decrypt", "kms:GenerateDataKey"];
