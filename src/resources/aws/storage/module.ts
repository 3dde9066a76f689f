import { DataAwsIamPolicyDocument } from "@cdktn/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { KmsAlias } from "@cdktn/provider-aws/lib/kms-alias/index.js";
import { KmsKey } from "@cdktn/provider-aws/lib/kms-key/index.js";
import { S3Bucket } from "@cdktn/provider-aws/lib/s3-bucket/index.js";
import { S3BucketLifecycleConfiguration } from "@cdktn/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { S3BucketObjectLockConfigurationA } from "@cdktn/provider-aws/lib/s3-bucket-object-lock-configuration/index.js";
import { S3BucketPolicy } from "@cdktn/provider-aws/lib/s3-bucket-policy/index.js";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktn/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js";
import { declare, defineModule, dynamicBlock, forEach, local, numberOf, of, output, type Scope } from "../cdktn.ts";
import { list, string, variable } from "../types.ts";
import { backupVaults } from "./backup-vaults.ts";
import { type Protection, protectBucket, tlsOnly, UPLOAD_DAYS } from "./bucket.ts";
import { storageVariables } from "./input.ts";
import { keyPolicy, S3_ACTIONS, useThrough } from "./key-policy.ts";

/** Buckets, each with a key of its own, and the snapshots of RDS that AWS Backup keeps. */
export const storage = defineModule({
  name: "storage",
  variables: {
    name: variable(string, "What stands before every name: platform and environment."),
    account: variable(string, "AWS account, which the names of buckets end with."),
    region: variable(string, "AWS region."),
    buckets: variable(storageVariables.buckets.type, storageVariables.buckets.description),
    backup_vaults: variable(storageVariables.backup_vaults.type, storageVariables.backup_vaults.description),
    databases: variable(list(string), "ARNs of the RDS databases that AWS Backup takes snapshots of."),
  },
  call: {
    name: of("local.name"),
    account: of("var.account"),
    region: of("var.region"),
    buckets: of("var.buckets"),
    backup_vaults: of("var.backup_vaults"),
    databases: of("values(module.rds.arns)"),
  },
  build: (scope) => {
    keys(scope);
    buckets(scope);
    backupVaults(scope);
    output(
      scope,
      "bucket_arns",
      of("{ for purpose, bucket in aws_s3_bucket.this : purpose => bucket.arn }"),
      "ARNs of the buckets, by purpose.",
    );
    output(
      scope,
      "key_arns",
      of("{ for purpose, key in aws_kms_key.bucket : purpose => key.arn }"),
      "ARNs of the keys that encrypt buckets, by purpose.",
    );
  },
});

function keys(scope: Scope): void {
  local(scope, "encrypted", of("toset([for purpose, bucket in var.buckets : purpose if !bucket.load_balancer_logs])"));
  const policy = keyPolicy(scope, "bucket_key", [useThrough("s3", S3_ACTIONS)]);
  declare(
    scope,
    KmsKey,
    "bucket",
    {
      forEach: forEach("local.encrypted"),
      description: "Bucket ${var.name}-${each.key}",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy,
      lifecycle: { preventDestroy: true },
    },
    "The load balancer can write its logs only to a bucket whose key is Amazon's.",
  );
  declare(scope, KmsAlias, "bucket", {
    forEach: forEach("aws_kms_key.bucket"),
    name: "alias/${var.name}-bucket-${each.key}",
    targetKeyId: of("each.value.key_id"),
  });
}

function buckets(scope: Scope): void {
  declare(scope, S3Bucket, "this", {
    forEach: forEach("var.buckets"),
    bucket: "${var.name}-${each.key}-${var.account}",
    lifecycle: { preventDestroy: true },
  });
  const { access, versioning } = protectBucket(scope, true);
  declare(scope, S3BucketServerSideEncryptionConfigurationA, "this", {
    forEach: forEach("var.buckets"),
    bucket: of("aws_s3_bucket.this[each.key].id"),
    rule: [
      {
        bucketKeyEnabled: true,
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: of('each.value.load_balancer_logs ? "AES256" : "aws:kms"'),
          kmsMasterKeyId: of("each.value.load_balancer_logs ? null : aws_kms_key.bucket[each.key].arn"),
        },
      },
    ],
  });
  bucketPolicies(scope, access);
  lifecycles(scope, versioning);
  declare(
    scope,
    S3BucketObjectLockConfigurationA,
    "this",
    {
      forEach: forEach("{ for purpose, bucket in var.buckets : purpose => bucket if bucket.lock_days != null }"),
      bucket: of("aws_s3_bucket.this[each.key].id"),
      rule: { defaultRetention: { mode: "COMPLIANCE", days: numberOf("each.value.lock_days") } },
      dependsOn: [versioning],
    },
    "Locks every new version; not even the account's root can delete it earlier.",
  );
}

function bucketPolicies(scope: Scope, access: Protection["access"]): void {
  const document = declare(scope, DataAwsIamPolicyDocument, "bucket", {
    forEach: forEach("var.buckets"),
    statement: tlsOnly("aws_s3_bucket.this[each.key].arn"),
  });
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
  dynamicBlock(document, "statement", "each.value.load_balancer_logs ? [var.account] : []", {
    sid: "LoadBalancerLogs",
    actions: ["s3:PutObject"],
    resources: ["${aws_s3_bucket.this[each.key].arn}/AWSLogs/${statement.value}/*"],
    principals: [{ type: "Service", identifiers: ["logdelivery.elasticloadbalancing.amazonaws.com"] }],
    condition: [
      {
        test: "ArnLike",
        variable: "aws:SourceArn",
        values: ["arn:aws:elasticloadbalancing:${var.region}:${statement.value}:loadbalancer/*"],
      },
    ],
  });
  declare(scope, S3BucketPolicy, "this", {
    forEach: forEach("var.buckets"),
    bucket: of("aws_s3_bucket.this[each.key].id"),
    policy: of("data.aws_iam_policy_document.bucket[each.key].json"),
    dependsOn: [access],
  });
}

function lifecycles(scope: Scope, versioning: Protection["versioning"]): void {
  const rules = declare(scope, S3BucketLifecycleConfiguration, "this", {
    forEach: forEach("var.buckets"),
    bucket: of("aws_s3_bucket.this[each.key].id"),
    rule: [
      {
        id: "leftovers",
        status: "Enabled",
        filter: [{}],
        noncurrentVersionExpiration: [{ noncurrentDays: numberOf("each.value.noncurrent_days") }],
        expiration: [{ expiredObjectDeleteMarker: true }],
        abortIncompleteMultipartUpload: [{ daysAfterInitiation: UPLOAD_DAYS }],
      },
    ],
    dependsOn: [versioning],
  });
  dynamicBlock(rules, "rule", "each.value.expire_days", {
    id: of('trimsuffix(rule.key, "/")'),
    status: "Enabled",
    filter: [{ prefix: of("rule.key") }],
    expiration: [{ days: of("rule.value") }],
  });
}
