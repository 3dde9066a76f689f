import { KmsAlias } from "@cdktn/provider-aws/lib/kms-alias/index.js";
import { KmsKey } from "@cdktn/provider-aws/lib/kms-key/index.js";
import { SecretsmanagerSecret } from "@cdktn/provider-aws/lib/secretsmanager-secret/index.js";
import { declare, defineModule, forEach, mapOf, of, output } from "../cdktn.ts";
import { keyPolicy, useThrough } from "../storage/key-policy.ts";
import { string, variable } from "../types.ts";
import { generatedPasswords } from "./generated.ts";
import { secretVariables } from "./input.ts";

/** Days in which the deletion of a secret can be taken back: the most there are. */
export const RECOVERY_WINDOW = 30;

/** What Secrets Manager asks of a key. @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html */
const SECRETS_ACTIONS = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"];

/** The secrets that the cluster reads, beside those of databases, and the key that encrypts all of them. */
export const secrets = defineModule({
  name: "secrets",
  variables: {
    name: variable(string, "What stands before every name: platform and environment."),
    account: variable(string, "AWS account."),
    region: variable(string, "AWS region."),
    prefix: variable(string, "What stands before the name of each secret, with the slash at its end."),
    secrets: variable(secretVariables.secrets.type, secretVariables.secrets.description),
  },
  call: {
    name: of("local.name"),
    account: of("var.account"),
    region: of("var.region"),
    prefix: "${var.platform}/${var.environment}/",
    secrets: of("var.secrets"),
  },
  build: (scope) => {
    const key = declare(scope, KmsKey, "this", {
      description: "Secrets of ${var.name}",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: keyPolicy(scope, "key", [useThrough("secretsmanager", SECRETS_ACTIONS)]),
      lifecycle: { preventDestroy: true },
    });
    declare(scope, KmsAlias, "this", { name: "alias/${var.name}-secrets", targetKeyId: key.keyId });
    declare(
      scope,
      SecretsmanagerSecret,
      "this",
      {
        forEach: forEach("var.secrets"),
        name: "${var.prefix}${each.key}",
        kmsKeyId: key.arn,
        recoveryWindowInDays: RECOVERY_WINDOW,
        tags: mapOf(
          `merge(
  { Owner = each.value.owner },
  each.value.rotate_days == null ? {} : { RotateAfterDays = tostring(each.value.rotate_days) },
)`,
        ),
        lifecycle: { preventDestroy: true },
      },
      "Its owner brings the value of what Terraform does not make; no value is in the state.",
    );
    generatedPasswords(
      scope,
      "generated",
      "{ for name, secret in var.secrets : name => secret if secret.generated }",
      "aws_secretsmanager_secret.this",
    );
    output(scope, "key_arn", key.arn, "ARN of the key that encrypts the secrets.");
    output(
      scope,
      "arns",
      of("{ for name, secret in aws_secretsmanager_secret.this : name => secret.arn }"),
      "ARNs of the secrets, by name behind the prefix.",
    );
    output(
      scope,
      "to_fill",
      of(
        `{
  for name, secret in aws_secretsmanager_secret.this :
  name => "aws secretsmanager put-secret-value --region \${var.region} --secret-id \${secret.name} --secret-string file:///dev/stdin"
  if !var.secrets[name].generated
}`,
      ),
      "The command by which its owner brings the value of a secret, by name behind the prefix.",
    );
  },
});
