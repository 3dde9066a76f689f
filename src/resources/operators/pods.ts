import type { Values } from "./operator.ts";

/** No limit of CPU, unless the chart has one: an operator that catches up may use what is free. */
export const resources = (cpu: string, memory: string): Values => ({
  requests: { cpu, memory },
  limits: { memory },
});

/** Replicas on different nodes and zones, as far as there are some. */
export const spread = (labels: Readonly<Record<string, string>>): readonly Values[] =>
  ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: labels },
  }));

/** What the strictest Pod Security Standard asks of a pod, for charts that leave something out. */
export const RESTRICTED_POD: Values = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } };

/** The same for a container. */
export const RESTRICTED_CONTAINER: Values = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  capabilities: { drop: ["ALL"] },
};
