import { Namespace } from "kubernetes-models/v1/Namespace";
import { READINESS_GATE_LABEL } from "../../catalog/load-balancer.ts";
import { POD_SECURITY_LEVEL, podSecurityVersionOf } from "../../catalog/pod-security.ts";
import { NODE_AGENTS_NAMESPACE } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import type { EnvironmentContext } from "./context.ts";
import { defineObject } from "./define-object.ts";
import { clusterMetadata } from "./metadata.ts";

/** Pod Security modes: refuse, write to the audit log, answer with a warning. */
const MODES = ["enforce", "audit", "warn"];

/** Labels by which a namespace enforces a Pod Security Standard. */
export const podSecurityLabels = (kubernetes: string, level: string): Record<string, string> =>
  Object.fromEntries(
    MODES.flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, level],
      [`pod-security.kubernetes.io/${mode}-version`, podSecurityVersionOf(kubernetes)],
    ]),
  );

/**
 * The namespaces of an environment (FF32): the services with their data, what watches them, and the agents that need
 * the nodes' own files, apart so that nobody else may have them.
 */
export function namespaces(context: EnvironmentContext): readonly KubernetesObject[] {
  const { namespace, observabilityNamespace, services } = context.environment;
  const isExposed = services.some(({ expose }) => expose !== undefined);
  return [
    namespaceOf(context, namespace, POD_SECURITY_LEVEL, isExposed ? { [READINESS_GATE_LABEL]: "enabled" } : {}),
    namespaceOf(context, observabilityNamespace, POD_SECURITY_LEVEL),
    namespaceOf(context, NODE_AGENTS_NAMESPACE, "privileged"),
  ];
}

function namespaceOf(
  context: EnvironmentContext,
  name: string,
  level: string,
  further: Readonly<Record<string, string>> = {},
): KubernetesObject {
  const { labels, ...metadata } = clusterMetadata(context, name);
  return defineObject(Namespace, {
    metadata: {
      ...metadata,
      labels: {
        ...labels,
        ...podSecurityLabels(context.environment.cluster.kubernetes, level),
        ...further,
      },
    },
  });
}
