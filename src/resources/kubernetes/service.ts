import { Service } from "kubernetes-models/v1/Service";
import type { IServicePort } from "kubernetes-models/v1/ServicePort";
import { selectorLabels } from "../../naming/labels.ts";
import type { KubernetesObject } from "../desired.ts";
import { type Component, componentMetadata } from "./component.ts";
import type { EnvironmentContext, ServiceContext } from "./context.ts";
import { defineObject } from "./define-object.ts";
import { serviceMetadata } from "./metadata.ts";
import { type NamedPort, portsOf } from "./ports.ts";

/**
 * The address of a service within the cluster. Its ports equal the container's: the VPC CNI's agent compares a policy's
 * port with the one that the client names before the address is translated (FF27).
 */
export function service(context: ServiceContext): KubernetesObject {
  return defineObject(Service, {
    metadata: serviceMetadata(context),
    spec: {
      type: "ClusterIP",
      selector: selectorLabels(context.service.name),
      ports: portsOf(context.service).map(
        ({ name, port }): IServicePort => ({
          name,
          port,
          targetPort: name,
          protocol: "TCP",
          appProtocol: "http",
        }),
      ),
    },
  });
}

/**
 * The address of a component within the cluster, under its name.
 *
 * @param labels of its pods, where an operator chooses them
 */
export const componentService = (
  context: EnvironmentContext,
  component: Component,
  ports: readonly NamedPort[],
  labels: Readonly<Record<string, string>> = selectorLabels(component.name),
): KubernetesObject =>
  defineObject(Service, {
    metadata: componentMetadata(context, component),
    spec: {
      type: "ClusterIP",
      selector: { ...labels },
      ports: ports.map(({ name, port }): IServicePort => ({ name, port, targetPort: name, protocol: "TCP" })),
    },
  });
