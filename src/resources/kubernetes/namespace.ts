import { Namespace } from "kubernetes-models/v1/Namespace";
import { READINESS_GATE_LABEL } from "../../catalog/load-balancer.ts";
import { POD_SECURITY_LEVEL, podSecurityVersionOf } from "../../catalog/pod-security.ts";
import type { KubernetesObject } from "../desired.ts";
import type { EnvironmentContext } from "./context.ts";
import { defineObject } from "./define-object.ts";
import { clusterMetadata } from "./metadata.ts";

/** Pod Security modes: refuse, write to the audit log, answer with a warning. */
const MODES = ["enforce", "audit", "warn"];

/** The namespace of an environment's services (FF32). */
export function namespace(context: EnvironmentContext): KubernetesObject {
  const { environment } = context;
  const { labels, ...metadata } = clusterMetadata(context, environment.namespace);
  const isExposed = environment.services.some(({ expose }) => expose !== undefined);
  return defineObject(Namespace, {
    metadata: {
      ...metadata,
      labels: {
        ...labels,
        ...Object.fromEntries(
          MODES.flatMap((mode) => [
            [`pod-security.kubernetes.io/${mode}`, POD_SECURITY_LEVEL],
            [`pod-security.kubernetes.io/${mode}-version`, podSecurityVersionOf(environment.cluster.kubernetes)],
          ]),
        ),
        ...(isExposed && { [READINESS_GATE_LABEL]: "enabled" }),
      },
    },
  });
}
