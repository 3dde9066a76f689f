import { ExternalSecret } from "@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret";
import type { IExternalSecretData } from "@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecretData";
import { DATABASE_KEYS } from "../../model/variables.ts";
import { databaseSecretOf, SECRET_STORE, secretKeyOf, secretsOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import type { ServiceContext } from "./context.ts";
import { defineObject } from "./define-object.ts";
import { serviceMetadata } from "./metadata.ts";

/** How soon a rotated value reaches the pods' files, beside the kubelet's minute. */
const REFRESH_INTERVAL = "1h";

/** A key of the Secret, and where its value stands in Secrets Manager. */
export interface SecretEntry {
  readonly secretKey: string;
  readonly key: string;
  /** A field of the JSON that is stored there; else the whole of it. */
  readonly property?: string;
}

/** The Secrets of a service: its own, one key for each, and the connection of its database (FF48). */
export function externalSecrets(context: ServiceContext): readonly KubernetesObject[] {
  const { service } = context;
  const keyOf = (secret: string) => secretKeyOf(service.name, secret);
  const own = service.secrets.map(({ name }) => ({ secretKey: name, key: keyOf(name) }));
  // External Secrets looks for a field named `ca.crt` before it takes the dot for a path.
  const database = DATABASE_KEYS.map((key) => ({ secretKey: key, key: keyOf("database"), property: key }));
  return [
    ...(own.length > 0 ? [externalSecret(serviceMetadata(context, secretsOf(service.name)), own)] : []),
    ...(service.database ? [externalSecret(serviceMetadata(context, databaseSecretOf(service.name)), database)] : []),
  ];
}

/** Makes the Secret of the same name and namespace from what stands in Secrets Manager. */
export function externalSecret(
  metadata: KubernetesObject["metadata"],
  entries: readonly SecretEntry[],
): KubernetesObject {
  return defineObject(ExternalSecret, {
    metadata,
    spec: {
      refreshInterval: REFRESH_INTERVAL,
      secretStoreRef: { kind: "SecretStore", name: SECRET_STORE },
      // A value that is gone at the source must not take running pods' files away.
      target: { name: metadata.name, creationPolicy: "Owner", deletionPolicy: "Retain" },
      data: entries.map(
        ({ secretKey, key, property }): IExternalSecretData => ({ secretKey, remoteRef: { key, property } }),
      ),
    },
  });
}
