import type { IContainer } from "kubernetes-models/v1/Container";
import type { IPodSpec } from "kubernetes-models/v1/PodSpec";
import type { ServiceSpec } from "../../schema/service.ts";
import type { ContainerResources } from "../peak.ts";
import type { Component } from "./component.ts";
import type { EnvironmentContext } from "./context.ts";
import { containerSecurityContext, podSecurityContext } from "./pod-security.ts";
import { limitsOf, requestsOf } from "./quantities.ts";
import { scheduling } from "./scheduling.ts";

/** What the pods of a component have of their own. */
export interface ComponentPod extends Pick<IPodSpec, "containers" | "initContainers" | "volumes" | "restartPolicy"> {
  readonly priority: ServiceSpec["priority"];
  /** Whether its processes talk to the API server. @default false */
  readonly usesApiServer?: boolean;
  /** Whether there can be several at once, which then go to different zones and nodes. @default false */
  readonly isSpread?: boolean;
  /** @default 30 */
  readonly terminationGracePeriodSeconds?: number;
}

/** The pods of a component under the rules that hold for all of them; its ServiceAccount has its name. */
export function componentPod(context: EnvironmentContext, component: Component, pod: ComponentPod): IPodSpec {
  const { priority, usesApiServer = false, isSpread = false, ...own } = pod;
  const { priorityClassName, ...spread } = scheduling(context, component.name, priority);
  return {
    serviceAccountName: component.name,
    automountServiceAccountToken: usesApiServer,
    enableServiceLinks: false,
    securityContext: podSecurityContext,
    // With the default of 5, every name outside the cluster is first looked up in each search domain (FF40).
    dnsConfig: { options: [{ name: "ndots", value: "2" }] },
    priorityClassName,
    ...(isSpread && spread),
    ...own,
  };
}

/** A container of a component under the rules that hold for all of them. */
export function componentContainer(
  container: Omit<IContainer, "resources"> & { readonly resources: ContainerResources },
): IContainer {
  const { resources, ...own } = container;
  return {
    imagePullPolicy: "Always",
    securityContext: containerSecurityContext,
    resources: { requests: requestsOf(resources), limits: limitsOf(resources) },
    ...own,
  };
}
