import { ServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import type { KubernetesObject } from "../desired.ts";
import type { ServiceContext } from "./context.ts";
import { defineObject } from "./define-object.ts";
import { serviceMetadata } from "./metadata.ts";

/** The identity of a service's pods. Pod Identity mounts a token of its own, none of them needs the API server's. */
export function serviceAccount(context: ServiceContext): KubernetesObject {
  return defineObject(ServiceAccount, {
    metadata: serviceMetadata(context),
    automountServiceAccountToken: false,
  });
}
