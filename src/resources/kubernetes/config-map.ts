import { createHash } from "node:crypto";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { compareText } from "../../diagnostics/diagnostic.ts";
import { derivedVariables } from "../../model/variables.ts";
import type { KubernetesObject } from "../desired.ts";
import type { ServiceContext } from "./context.ts";
import { defineObject } from "./define-object.ts";
import { serviceMetadata } from "./metadata.ts";

/** The environment of a service's process: what its owner configured and what follows from the graph. */
export function configMap(context: ServiceContext): KubernetesObject {
  return defineObject(ConfigMap, { metadata: serviceMetadata(context), data: configOf(context) });
}

/** A digest that changes with the configuration. Variables are read at the start only, so the pods have to be replaced. */
export function configHash(context: ServiceContext): string {
  return createHash("sha256")
    .update(JSON.stringify(Object.entries(configOf(context))))
    .digest("hex");
}

function configOf({ platform, environment, service }: ServiceContext): Record<string, string> {
  const derived = [...derivedVariables(platform, environment, service)].map(
    ([name, { value }]) => [name, value] as const,
  );
  // A variable in both is an error of the model; what follows from the graph is what works.
  const variables = new Map([...Object.entries(service.config), ...derived]);
  return Object.fromEntries([...variables].toSorted(([a], [b]) => compareText(a, b)));
}
