import { EphemeralAwsSecretsmanagerSecretVersion } from "@cdktn/provider-aws/lib/ephemeral-aws-secretsmanager-secret-version/index.js";
import { SecretsmanagerSecret } from "@cdktn/provider-aws/lib/secretsmanager-secret/index.js";
import { SecretsmanagerSecretVersion } from "@cdktn/provider-aws/lib/secretsmanager-secret-version/index.js";
import { DATABASE_ADDRESS_KEY, DATABASE_ADMIN_KEY, DATABASE_PASSWORD_KEY } from "../../../naming/database-secrets.ts";
import { DATABASE_NAME, DATABASE_USER } from "../../../naming/names.ts";
import { declare, forEach, of, type Scope } from "../cdktn.ts";
import { generatedPasswords } from "../secrets/generated.ts";
import { RECOVERY_WINDOW } from "../secrets/module.ts";

const DATABASES = "var.databases";

const HOST = "aws_db_instance.this[each.key].address";
const ADDRESS = `jsonencode({
  "host"      = ${HOST}
  "read-host" = try(aws_db_instance.replica["\${each.key}-db-read-1"].address, ${HOST})
  "pool-host" = ${HOST}
  "port"      = tostring(aws_db_instance.this[each.key].port)
  "dbname"    = "${DATABASE_NAME}"
  "username"  = "${DATABASE_USER}"
  "ca.crt"    = file(var.certificate_authority_file)
})`;

/**
 * What a service and the cluster need to know of a database, in three secrets: where it is, which changes with an
 * instance and holds no password, and two passwords, which change on their own.
 */
export function credentials(scope: Scope): void {
  const secret = (name: string, key: string, why?: string) =>
    declare(
      scope,
      SecretsmanagerSecret,
      name,
      {
        forEach: forEach(DATABASES),
        name: `\${var.secret_prefix}\${each.key}/${key}`,
        kmsKeyId: of("var.secrets_key_arn"),
        recoveryWindowInDays: RECOVERY_WINDOW,
        tags: { Owner: of("each.value.owner") },
        lifecycle: { preventDestroy: true },
      },
      why,
    );
  secret("address", DATABASE_ADDRESS_KEY);
  declare(
    scope,
    SecretsmanagerSecretVersion,
    "address",
    {
      forEach: forEach(DATABASES),
      secretId: of("aws_secretsmanager_secret.address[each.key].id"),
      secretString: of(ADDRESS),
    },
    "Holds no password, so it may be in the state, and follows the instance when that is replaced.",
  );
  secret("password", DATABASE_PASSWORD_KEY);
  generatedPasswords(scope, "password", DATABASES, "aws_secretsmanager_secret.password");
  secret("admin", DATABASE_ADMIN_KEY);
  generatedPasswords(scope, "admin", DATABASES, "aws_secretsmanager_secret.admin");
  declare(
    scope,
    EphemeralAwsSecretsmanagerSecretVersion,
    "admin",
    {
      forEach: forEach(DATABASES),
      secretId: of("aws_secretsmanager_secret_version.admin[each.key].secret_id"),
      versionId: of("aws_secretsmanager_secret_version.admin[each.key].version_id"),
    },
    "Read back from where it is kept: whatever fails between writing it there and telling it to the server, the next run tells the server the same.",
  );
}

/** The administrator's password, and a number that is another one for each that was stored: so the server hears of each. */
export const ADMIN_PASSWORD = of("ephemeral.aws_secretsmanager_secret_version.admin[each.key].secret_string");
export const ADMIN_PASSWORD_VERSION =
  "parseint(substr(sha256(aws_secretsmanager_secret_version.admin[each.key].version_id), 0, 7), 16)";
