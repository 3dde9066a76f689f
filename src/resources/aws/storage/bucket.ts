import { S3BucketOwnershipControls } from "@cdktn/provider-aws/lib/s3-bucket-ownership-controls/index.js";
import { S3BucketPublicAccessBlock } from "@cdktn/provider-aws/lib/s3-bucket-public-access-block/index.js";
import { S3BucketVersioningA } from "@cdktn/provider-aws/lib/s3-bucket-versioning/index.js";
import { declare, forEach, of, type Scope } from "../cdktn.ts";

/** Days after which an upload that was never finished is given up. */
export const UPLOAD_DAYS = 7;

/** What else of a bucket waits for. */
export interface Protection {
  readonly access: S3BucketPublicAccessBlock;
  readonly versioning: S3BucketVersioningA;
}

/**
 * What every bucket has: nobody from outside the account, no access lists, a version of what was deleted or replaced.
 *
 * @param many whether `aws_s3_bucket.this` is a map of buckets
 */
export function protectBucket(scope: Scope, many: boolean): Protection {
  const bucket = of(many ? "aws_s3_bucket.this[each.key].id" : "aws_s3_bucket.this.id");
  const every = many ? { forEach: forEach("var.buckets") } : {};
  const access = declare(scope, S3BucketPublicAccessBlock, "this", {
    ...every,
    bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  declare(scope, S3BucketOwnershipControls, "this", {
    ...every,
    bucket,
    rule: { objectOwnership: "BucketOwnerEnforced" },
  });
  const versioning = declare(scope, S3BucketVersioningA, "this", {
    ...every,
    bucket,
    versioningConfiguration: { status: "Enabled" },
  });
  return { access, versioning };
}

/** A statement of a bucket's policy: nobody comes without TLS 1.2. @param bucket expression of its ARN */
export const tlsOnly = (bucket: string) =>
  [
    { sid: "RefusePlainText", test: "Bool", variable: "aws:SecureTransport", value: "false" },
    { sid: "RefuseOldTls", test: "NumericLessThan", variable: "s3:TlsVersion", value: "1.2" },
  ].map(({ sid, test, variable, value }) => ({
    sid,
    effect: "Deny",
    actions: ["s3:*"],
    resources: [of(bucket), `\${${bucket}}/*`],
    principals: [{ type: "*", identifiers: ["*"] }],
    condition: [{ test, variable, values: [value] }],
  }));
