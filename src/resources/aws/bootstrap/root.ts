import { DataAwsIamPolicyDocument } from "@cdktn/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { KmsAlias } from "@cdktn/provider-aws/lib/kms-alias/index.js";
import { KmsKey } from "@cdktn/provider-aws/lib/kms-key/index.js";
import { AwsProvider } from "@cdktn/provider-aws/lib/provider/index.js";
import { S3Bucket } from "@cdktn/provider-aws/lib/s3-bucket/index.js";
import { S3BucketLifecycleConfiguration } from "@cdktn/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { S3BucketPolicy } from "@cdktn/provider-aws/lib/s3-bucket-policy/index.js";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktn/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js";
import { AWS_PROVIDER, TERRAFORM_VERSION } from "../../../catalog/terraform.ts";
import { DataResource, declare, declareVariables, local, of, output, requirements, type Scope } from "../cdktn.ts";
import { protectBucket, tlsOnly, UPLOAD_DAYS } from "../storage/bucket.ts";
import { keyPolicy, S3_ACTIONS, useThrough } from "../storage/key-policy.ts";
import { bootstrapVariables, PURPOSE } from "./input.ts";

/** Days that an old version of the state is kept: longer than any mistake in it stays unseen. */
const VERSION_DAYS = 365;

/** The bucket with the state of an environment, and its key. What it is itself stays in a local state, which can be lost. */
export function buildBootstrap(scope: Scope): void {
  requirements(scope, `>= ${TERRAFORM_VERSION}`, { aws: AWS_PROVIDER });
  declare(scope, AwsProvider, "aws", {
    region: of("var.region"),
    allowedAccountIds: [of("var.account")],
    defaultTags: [
      {
        tags: {
          Platform: of("var.platform"),
          Environment: of("var.environment"),
          ManagedBy: "terraform",
        },
      },
    ],
  });
  declareVariables(scope, bootstrapVariables);
  local(scope, "name", `\${var.platform}-\${var.environment}-${PURPOSE}`);
  declare(
    scope,
    DataResource,
    "environment",
    { triggersReplace: { environment: of("var.environment") }, lifecycle: { preventDestroy: true } },
    "Refuses the values of one environment on the state of another, which only its workspace keeps apart.",
  );
  key(scope);
  bucket(scope);
  output(scope, "bucket", of("aws_s3_bucket.this.id"), "The bucket that holds the state.");
  output(scope, "key_alias", of("aws_kms_alias.state.arn"), "ARN of the alias of the key that encrypts it.");
}

function key(scope: Scope): void {
  const policy = keyPolicy(scope, "state_key", [useThrough("s3", S3_ACTIONS)]);
  const element = declare(scope, KmsKey, "state", {
    description: "Terraform's state of ${var.platform}-${var.environment}",
    enableKeyRotation: true,
    deletionWindowInDays: 30,
    policy,
    lifecycle: { preventDestroy: true },
  });
  declare(scope, KmsAlias, "state", { name: "alias/${local.name}", targetKeyId: element.keyId });
}

function bucket(scope: Scope): void {
  const element = declare(scope, S3Bucket, "this", {
    bucket: "${local.name}-${var.account}",
    lifecycle: { preventDestroy: true },
  });
  const { access, versioning } = protectBucket(scope, false);
  declare(scope, S3BucketServerSideEncryptionConfigurationA, "this", {
    bucket: element.id,
    rule: [
      {
        bucketKeyEnabled: true,
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: "aws:kms",
          kmsMasterKeyId: of("aws_kms_key.state.arn"),
        },
      },
    ],
  });
  const policy = declare(scope, DataAwsIamPolicyDocument, "bucket", { statement: tlsOnly("aws_s3_bucket.this.arn") });
  declare(scope, S3BucketPolicy, "this", { bucket: element.id, policy: policy.json, dependsOn: [access] });
  declare(scope, S3BucketLifecycleConfiguration, "this", {
    bucket: element.id,
    rule: [
      {
        id: "leftovers",
        status: "Enabled",
        filter: [{}],
        noncurrentVersionExpiration: [{ noncurrentDays: VERSION_DAYS }],
        expiration: [{ expiredObjectDeleteMarker: true }],
        abortIncompleteMultipartUpload: [{ daysAfterInitiation: UPLOAD_DAYS }],
      },
    ],
    dependsOn: [versioning],
  });
}
