/**
 * The oldest Terraform that reads the output: validation over several variables came with 1.9, locks in S3 with 1.10, and
 * write-only arguments with 1.11. OpenTofu has all of these from 1.11 on.
 *
 * @see https://developer.hashicorp.com/terraform/language/v1.11.x/upgrade-guides as of 2026-11
 * @see https://opentofu.org/docs/intro/whats-new/ as of 2026-11
 */
export const TERRAFORM_VERSION = "1.11.4";

/** The AWS provider whose arguments the bindings in `package.json` know. @see `@cdktn/provider-aws` 25.7.0, 2026-11 */
export const AWS_PROVIDER = { source: "hashicorp/aws", version: "6.66.0" } as const;
