import { ExternalSecret } from "@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret";
import { Password } from "@kubernetes-models/external-secrets/generators.external-secrets.io/v1alpha1/Password";
import { CNPG_RELOAD_LABEL, DATABASE_PORT } from "../../catalog/postgresql.ts";
import { CA_KEY, DATABASE_FOLDER, DATABASE_SECRET_KEYS } from "../../model/variables.ts";
import {
  DATABASE_ADDRESS_KEY,
  DATABASE_ADMIN,
  DATABASE_ADMIN_DATABASE,
  DATABASE_ADMIN_KEY,
  DATABASE_PASSWORD_KEY,
} from "../../naming/database-secrets.ts";
import {
  DATABASE_NAME,
  DATABASE_USER,
  databaseAdminOf,
  databaseCaOf,
  databaseExporterOf,
  databaseOf,
  databasePoolOf,
  databaseReadsOf,
  databaseSecretOf,
  EXPORTER_USER,
  secretKeyOf,
} from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata } from "../kubernetes/component.ts";
import type { ServiceContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { externalSecret, type SecretEntry } from "../kubernetes/external-secret.ts";
import { databaseComponent } from "./components.ts";

/** Keys of an administrator's Secret: what to connect to, and as whom. */
export const ADMIN_KEYS = ["host", "port", "dbname", "username", "password"] as const;

/** Key with what the exporter connects to, beside those of the service. It tells no password. */
export const URI_KEY = "uri";

const uriOf = (host: string, port: string, dbname: string): string =>
  `${host}:${port}/${dbname}?sslmode=verify-full&sslrootcert=${DATABASE_FOLDER}/${CA_KEY}`;

/**
 * With RDS, Terraform knows the address and makes the passwords: the service's and the administrator's, each a secret of
 * its own, so that neither changes when the instance does (`aws/rds/credentials.ts`).
 */
export function rdsSecrets(context: ServiceContext): readonly KubernetesObject[] {
  const { name } = context.service;
  const address = (key: string): SecretEntry => ({
    secretKey: key,
    key: secretKeyOf(name, DATABASE_ADDRESS_KEY),
    property: key,
  });
  const password = (stored: string): SecretEntry => ({ secretKey: "password", key: secretKeyOf(name, stored) });
  const fieldOf = (key: string) => `{{ index . "${key}" }}`;
  const fieldsOf = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, fieldOf(key)]));
  return [
    externalSecret(
      metadataOf(context, databaseSecretOf(name)),
      DATABASE_SECRET_KEYS.map((key) => (key === "password" ? password(DATABASE_PASSWORD_KEY) : address(key))),
      { ...fieldsOf(DATABASE_SECRET_KEYS), [URI_KEY]: uriOf(fieldOf("host"), fieldOf("port"), fieldOf("dbname")) },
    ),
    // External Secrets looks for a field named `ca.crt` before it takes the dot for a path.
    externalSecret(metadataOf(context, databaseCaOf(name)), [address(CA_KEY)]),
    externalSecret(
      metadataOf(context, databaseAdminOf(name)),
      [address("host"), address("port"), password(DATABASE_ADMIN_KEY)],
      {
        ...fieldsOf(["host", "port", "password"]),
        dbname: DATABASE_ADMIN_DATABASE,
        username: DATABASE_ADMIN,
      },
    ),
    passwordGenerator(context),
    exporterSecret(context),
  ];
}

/** In the cluster the addresses are Services of ours, and the passwords are made here and never leave. */
export function inClusterSecrets(context: ServiceContext): readonly KubernetesObject[] {
  const { name } = context.service;
  const host = databaseOf(name);
  const port = String(DATABASE_PORT);
  return [
    passwordGenerator(context),
    generatedSecret(context, databaseSecretOf(name), {
      host,
      "read-host": databaseReadsOf(name),
      "pool-host": databasePoolOf(name),
      port,
      dbname: DATABASE_NAME,
      username: DATABASE_USER,
      [URI_KEY]: uriOf(host, port, DATABASE_NAME),
    }),
    exporterSecret(context),
  ];
}

/** The superuser of a StatefulSet's database; with CloudNativePG nobody is. */
export const superuserSecret = (context: ServiceContext): KubernetesObject =>
  generatedSecret(context, databaseAdminOf(context.service.name), {
    host: databaseOf(context.service.name),
    port: String(DATABASE_PORT),
    dbname: DATABASE_ADMIN_DATABASE,
    username: DATABASE_ADMIN,
  });

const exporterSecret = (context: ServiceContext): KubernetesObject =>
  generatedSecret(context, databaseExporterOf(context.service.name), { username: EXPORTER_USER });

/** Letters and digits only, so that no reader between here and the server has anything to escape. */
const passwordGenerator = (context: ServiceContext): KubernetesObject =>
  defineObject(Password, {
    metadata: metadataOf(context, databaseOf(context.service.name)),
    spec: { length: 32, digits: 8, symbols: 0, noUpper: false, allowRepeat: true },
  });

/**
 * A Secret with a password that is made once: the server keeps the one that it was told first. So neither a refresh, nor
 * an ExternalSecret that is deleted and made again, may write another one.
 *
 * @see https://external-secrets.io/latest/api/externalsecret/#createdonce
 */
function generatedSecret(
  context: ServiceContext,
  name: string,
  data: Readonly<Record<string, string>>,
): KubernetesObject {
  const generatorRef = {
    apiVersion: Password.apiVersion,
    kind: Password.kind,
    name: databaseOf(context.service.name),
  } as const;
  return defineObject(ExternalSecret, {
    metadata: metadataOf(context, name),
    spec: {
      refreshPolicy: "CreatedOnce",
      target: {
        name,
        creationPolicy: "Orphan",
        immutable: true,
        // What CloudNativePG asks for: the type, and the label to notice a Secret that somebody had made anew.
        template: {
          type: "kubernetes.io/basic-auth",
          metadata: { labels: { [CNPG_RELOAD_LABEL]: "true" } },
          data: { ...data, password: "{{ .password }}" },
        },
      },
      dataFrom: [{ sourceRef: { generatorRef } }],
    },
  });
}

const metadataOf = (context: ServiceContext, name: string): KubernetesObject["metadata"] =>
  componentMetadata(context, databaseComponent(context), name);
