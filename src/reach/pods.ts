import type { KubernetesObject } from "../resources/desired.ts";
import { operandsOf } from "./operands.ts";

/** Pods that a set of manifests leads to: one entry for each workload. */
export interface PodSet {
  /** Name of the workload, or of the operator's own workload behind a custom resource. */
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly PodPort[];
  /** Whether the pods have their nodes' addresses, which no pod selector reaches. */
  readonly usesHostNetwork: boolean;
}

export interface PodPort {
  readonly name?: string;
  readonly port: number;
}

interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: {
    readonly hostNetwork?: boolean;
    readonly containers?: readonly {
      readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
    }[];
  };
}

/** The pods of built-in workloads by their templates, and those that operators make of custom resources. */
export const podsOf = (objects: readonly KubernetesObject[]): readonly PodSet[] =>
  objects.flatMap((object) => {
    const template = templateOf(object);
    return template === undefined ? operandsOf(object) : [fromTemplate(object, template)];
  });

function templateOf({ kind, spec }: KubernetesObject): PodTemplate | undefined {
  const { template, jobTemplate } = (spec ?? {}) as {
    template?: PodTemplate;
    jobTemplate?: { spec?: { template?: PodTemplate } };
  };
  if (["Deployment", "StatefulSet", "DaemonSet", "Job", "ReplicaSet"].includes(kind)) return template;
  return kind === "CronJob" ? jobTemplate?.spec?.template : undefined;
}

const fromTemplate = ({ metadata }: KubernetesObject, template: PodTemplate): PodSet => ({
  name: metadata.name,
  namespace: metadata.namespace ?? "default",
  labels: template.metadata?.labels ?? {},
  ports: (template.spec?.containers ?? []).flatMap(({ ports = [] }) =>
    ports.map(({ name, containerPort }) => ({ ...(name !== undefined && { name }), port: containerPort })),
  ),
  usesHostNetwork: template.spec?.hostNetwork === true,
});
