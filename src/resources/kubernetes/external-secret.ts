import { ExternalSecret } from "@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret";
import type { IExternalSecretData } from "@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecretData";
import { SECRET_STORE, secretKeyOf, secretsOf } from "../../naming/names.ts";
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

/** The Secret with a service's own secrets, one key for each (FF48). That of its database is in the database's unit. */
export function externalSecrets(context: ServiceContext): readonly KubernetesObject[] {
  const { service } = context;
  const entries = service.secrets.map(({ name }) => ({ secretKey: name, key: secretKeyOf(service.name, name) }));
  return entries.length > 0 ? [externalSecret(serviceMetadata(context, secretsOf(service.name)), entries)] : [];
}

/**
 * A Secret whose values come from Secrets Manager; it has the name of its ExternalSecret.
 *
 * @param template keys of the Secret as templates over the entries, where they are not the entries themselves
 */
export function externalSecret(
  metadata: KubernetesObject["metadata"],
  entries: readonly SecretEntry[],
  template?: Readonly<Record<string, string>>,
): KubernetesObject {
  return defineObject(ExternalSecret, {
    metadata,
    spec: {
      refreshInterval: REFRESH_INTERVAL,
      secretStoreRef: { kind: "SecretStore", name: SECRET_STORE },
      target: {
        name: metadata.name,
        creationPolicy: "Owner",
        // A value that is gone at the source must not take running pods' files away.
        deletionPolicy: "Retain",
        template: template && { data: { ...template } },
      },
      data: entries.map(
        ({ secretKey, key, property }): IExternalSecretData => ({ secretKey, remoteRef: { key, property } }),
      ),
    },
  });
}
