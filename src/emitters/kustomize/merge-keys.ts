import type { KubernetesObject } from "../../resources/desired.ts";

/**
 * Which lists `kustomize` merges item by item, and by which fields; all other lists it replaces.
 *
 * Source: `x-kubernetes-patch-strategy`, `x-kubernetes-list-map-keys` and `x-kubernetes-patch-merge-key` of the Kubernetes
 * 1.21.2 OpenAPI that kustomize 5.8.1 carries (sigs.k8s.io/kustomize/kyaml@v0.21.1/openapi/kubernetesapi/v1_21_2).
 * Kinds younger than that, such as `autoscaling/v2` HorizontalPodAutoscaler, are custom resources to it: every list is replaced.
 */
export interface MergeSchema {
  readonly fields?: Readonly<Record<string, MergeSchema>>;
  /** Set where the list is merged: the fields that identify an item; none for a set of scalars. */
  readonly keys?: readonly string[];
  readonly items?: MergeSchema;
  /** Kubernetes expands `$(NAME)` from earlier items only, so a reader wants to see the list as one. */
  readonly refersBackwards?: boolean;
}

const list = (...keys: string[]): MergeSchema => ({ keys });

const container: MergeSchema = {
  fields: {
    env: { keys: ["name"], refersBackwards: true },
    ports: list("containerPort", "protocol"),
    volumeDevices: list("devicePath"),
    volumeMounts: list("mountPath"),
  },
};

const metadata: MergeSchema = { fields: { finalizers: list(), ownerReferences: list("uid") } };

const podSpec: MergeSchema = {
  fields: {
    containers: { keys: ["name"], items: container },
    ephemeralContainers: { keys: ["name"], items: container },
    hostAliases: list("ip"),
    imagePullSecrets: list("name"),
    initContainers: { keys: ["name"], items: container },
    topologySpreadConstraints: list("topologyKey", "whenUnsatisfiable"),
    volumes: list("name"),
  },
};

const podTemplate: MergeSchema = { fields: { metadata, spec: podSpec } };
const workload: MergeSchema = { fields: { metadata, spec: { fields: { template: podTemplate } } } };
const cronJob: MergeSchema = {
  fields: {
    metadata,
    spec: { fields: { jobTemplate: { fields: { metadata, spec: { fields: { template: podTemplate } } } } } },
  },
};
const webhooks: MergeSchema = { fields: { metadata, webhooks: list("name") } };

const byType: Readonly<Record<string, MergeSchema>> = {
  "admissionregistration.k8s.io/v1/MutatingWebhookConfiguration": webhooks,
  "admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration": webhooks,
  "apps/v1/DaemonSet": workload,
  "apps/v1/Deployment": workload,
  "apps/v1/ReplicaSet": workload,
  "apps/v1/StatefulSet": workload,
  "batch/v1/CronJob": cronJob,
  "batch/v1/Job": workload,
  "batch/v1beta1/CronJob": cronJob,
  "v1/Pod": { fields: { metadata, spec: podSpec } },
  "v1/PodTemplate": { fields: { metadata, template: podTemplate } },
  "v1/ReplicationController": workload,
  "v1/Service": { fields: { metadata, spec: { fields: { ports: list("port", "protocol") } } } },
  "v1/ServiceAccount": { fields: { metadata, secrets: list("name") } },
};

/** Undefined for the kinds whose lists are all replaced. Their metadata may or may not be merged: `survivesMerge` allows for both. */
export function mergeSchemaOf(object: Pick<KubernetesObject, "apiVersion" | "kind">): MergeSchema | undefined {
  return byType[`${object.apiVersion}/${object.kind}`];
}

/** The schema below a field; a field may well be named `constructor`. */
export const fieldSchema = (schema: MergeSchema | undefined, field: string): MergeSchema | undefined =>
  schema?.fields && Object.hasOwn(schema.fields, field) ? schema.fields[field] : undefined;

/** Lists of metadata that kustomize merges in every kind it knows. */
export const metadataSchema = metadata;
