import { SecretStore } from "@kubernetes-models/external-secrets/external-secrets.io/v1/SecretStore";
import type { Service } from "../../model/platform.ts";
import { SECRET_STORE, secretPrefixOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import type { EnvironmentContext } from "./context.ts";
import { defineObject } from "./define-object.ts";
import { platformMetadata } from "./metadata.ts";

/**
 * Where the namespace's secrets come from. It names no credentials: External Secrets reads with the Pod Identity of its
 * own controller. Undefined where no service needs a secret that is stored there: those of databases in the cluster are
 * made here.
 */
export function secretStore(context: EnvironmentContext): KubernetesObject | undefined {
  const { services, database: engine } = context.environment;
  const isStored = ({ secrets, database }: Service) =>
    secrets.length > 0 || (database !== undefined && engine?.engine === "rds");
  if (!services.some(isStored)) return undefined;
  return secretStoreOf(context, platformMetadata(context, SECRET_STORE));
}

/** The SecretStore of a namespace. */
export function secretStoreOf(
  { platform, environment }: EnvironmentContext,
  metadata: KubernetesObject["metadata"],
): KubernetesObject {
  const { aws } = environment;
  return defineObject(SecretStore, {
    metadata,
    spec: {
      provider: {
        aws: { service: "SecretsManager", region: aws.region, prefix: secretPrefixOf(platform.name, environment.name) },
      },
    },
  });
}
