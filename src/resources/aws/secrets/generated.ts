import { EphemeralAwsSecretsmanagerRandomPassword } from "@cdktn/provider-aws/lib/ephemeral-aws-secretsmanager-random-password/index.js";
import { SecretsmanagerSecretVersion } from "@cdktn/provider-aws/lib/secretsmanager-secret-version/index.js";
import { declare, forEach, of, type Scope } from "../cdktn.ts";

/** Long enough that no punctuation is needed. */
const LENGTH = 32;

/**
 * A password for each key of a collection, kept in the secret that `secret` leads to. Each run makes another one; only
 * the one that is written with a new version lasts, so a password changes when its version is replaced and never else.
 */
export function generatedPasswords(scope: Scope, name: string, keys: string, secret: string): void {
  declare(
    scope,
    EphemeralAwsSecretsmanagerRandomPassword,
    name,
    { forEach: forEach(keys), passwordLength: LENGTH, excludePunctuation: true },
    "Another one in each run; it lasts only where a new version is written. Without anything that a reader has to escape.",
  );
  declare(scope, SecretsmanagerSecretVersion, name, {
    forEach: forEach(keys),
    secretId: of(`${secret}[each.key].id`),
    secretStringWo: of(`ephemeral.aws_secretsmanager_random_password.${name}[each.key].random_password`),
    secretStringWoVersion: 1,
  });
}
