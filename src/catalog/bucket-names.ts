/**
 * Names of S3 buckets, which are global. Letters, digits and dashes are ours by construction, and so is what they end with.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html as of 2026-11
 */
export const LONGEST_BUCKET_NAME = 63;
export const RESERVED_BUCKET_PREFIXES: readonly string[] = ["xn--", "sthree-", "amzn-s3-demo-"];
