import { ServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import type { KubernetesObject } from "../desired.ts";
import { type Component, componentMetadata } from "./component.ts";
import type { EnvironmentContext, ServiceContext } from "./context.ts";
import { defineObject } from "./define-object.ts";
import { serviceMetadata } from "./metadata.ts";

/** The identity of a service's pods. Pod Identity mounts a token of its own, none of them needs the API server's. */
export function serviceAccount(context: ServiceContext): KubernetesObject {
  return defineObject(ServiceAccount, {
    metadata: serviceMetadata(context),
    automountServiceAccountToken: false,
  });
}

/** The identity of a component's pods. Those that talk to the API server ask for its token themselves. */
export const componentAccount = (context: EnvironmentContext, component: Component): KubernetesObject =>
  defineObject(ServiceAccount, {
    metadata: componentMetadata(context, component),
    automountServiceAccountToken: false,
  });
