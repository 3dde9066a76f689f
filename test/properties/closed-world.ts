import { KAFKA_SECRET_PREFIX } from "../../src/naming/names.ts";
import type { KubernetesObject } from "../../src/resources/desired.ts";

// biome-ignore lint/suspicious/noExplicitAny: any object of any kind is walked
type Value = any;

/** That one object names another one, and maybe a key in it. */
export interface Reference {
  readonly from: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly key?: string;
}

/** What is there under a name: its keys, where others may name them. */
type Provided = ReadonlyMap<string, ReadonlySet<string> | "any">;

const idOf = (kind: string, namespace: string, name: string): string => `${kind} ${namespace}/${name}`;

/** Kinds that belong to no namespace, of those that are referred to. */
const CLUSTER = new Set(["PriorityClass", "StorageClass", "ClusterRole", "IngressClass"]);

/**
 * The references in an object: by the names of fields, whatever the kind, so that a kind that comes later is looked at
 * too. What lies in pod templates of custom resources is found the same way.
 */
export function referencesOf(object: KubernetesObject): readonly Reference[] {
  const found: Reference[] = [];
  const namespace = object.metadata.namespace ?? "";
  const from = `${object.kind} ${namespace}/${object.metadata.name}`;
  const add = (kind: string, name: unknown, key?: unknown) => {
    if (typeof name !== "string") return;
    found.push({
      from,
      kind,
      namespace: CLUSTER.has(kind) ? "" : namespace,
      name,
      ...(typeof key === "string" && { key }),
    });
  };
  const withItems = (kind: string, name: unknown, items: Value) => {
    add(kind, name);
    for (const item of Array.isArray(items) ? items : []) add(kind, name, item?.key);
  };
  const walk = (value: Value, field: string): void => {
    if (Array.isArray(value)) for (const entry of value) walk(entry, field);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return;
    switch (field) {
      case "secret":
        withItems("Secret", value.secretName ?? value.name, value.items);
        break;
      case "configMap":
        withItems("ConfigMap", value.name, value.items);
        break;
      case "secretRef":
        add("Secret", value.name);
        break;
      case "configMapRef":
        add("ConfigMap", value.name);
        break;
      case "secretStoreRef":
      case "issuerRef":
      case "roleRef":
      case "scaleTargetRef":
        add(value.kind ?? "Issuer", value.name);
        break;
      case "elasticsearchRef":
        add("Elasticsearch", value.name);
        break;
      case "configMapKeyRef":
        add("ConfigMap", value.name, value.key);
        break;
      case "generatorRef":
        add(value.kind, value.name);
        break;
      default:
        // A selector of a Secret's key, whatever it is called.
        if (typeof value.name === "string" && typeof value.key === "string" && field !== "matchExpressions")
          add(value.type === "ConfigMap" ? "ConfigMap" : "Secret", value.name, value.key);
    }
    for (const [key, below] of Object.entries(value)) {
      if (typeof below === "string") {
        if (key === "secretName" && field !== "secret" && object.kind !== "Certificate") add("Secret", below);
        if (key === "serviceAccountName") add("ServiceAccount", below);
        if (key === "priorityClassName") add("PriorityClass", below);
        if (key === "storageClassName" || key === "storageClass") add("StorageClass", below);
      }
      walk(below, key);
    }
  };
  for (const [key, value] of Object.entries(object)) if (key !== "metadata" && key !== "data") walk(value, key);
  if (object.kind === "RoleBinding" || object.kind === "ClusterRoleBinding") {
    for (const subject of (object.subjects ?? []) as Value[]) {
      found.push({ from, kind: subject.kind, namespace: subject.namespace, name: subject.name });
    }
  }
  return found;
}

/** What the objects of an environment provide: themselves, and what operators make of them, as their documentation says. */
export function providedBy(objects: readonly KubernetesObject[]): Provided {
  const provided = new Map<string, ReadonlySet<string> | "any">();
  for (const object of objects) {
    const { name, namespace = "" } = object.metadata;
    const add = (kind: string, made: string, keys: readonly string[] | "any" = "any") =>
      provided.set(idOf(kind, namespace, made), keys === "any" ? "any" : new Set(keys));
    const spec = (object.spec ?? {}) as Value;
    add(object.kind, name, object.kind === "ConfigMap" ? Object.keys((object.data ?? {}) as object) : "any");
    switch (object.kind) {
      case "ExternalSecret": {
        const data = (spec.data ?? []).map(({ secretKey }: Value) => secretKey);
        const template = Object.keys(spec.target?.template?.data ?? {});
        const isOpen = spec.dataFrom !== undefined && template.length === 0;
        add("Secret", spec.target.name, isOpen ? "any" : template.length > 0 ? template : data);
        break;
      }
      case "Certificate":
        add("Secret", spec.secretName, ["tls.crt", "tls.key", "ca.crt"]);
        break;
      case "KafkaUser":
        add("Secret", `${KAFKA_SECRET_PREFIX}${name}`, ["ca.crt", "user.crt", "user.key", "user.p12", "user.password"]);
        break;
      case "Kafka":
        add("Secret", `${name}-cluster-ca-cert`, ["ca.crt", "ca.p12", "ca.password"]);
        break;
      case "Cluster":
        add("Secret", `${name}-ca`, ["ca.crt", "ca.key"]);
        add("ServiceAccount", name);
        break;
      case "Elasticsearch":
        add("Secret", `${name}-es-http-certs-public`, ["ca.crt", "tls.crt"]);
        add("Secret", `${name}-es-elastic-user`, ["elastic"]);
        break;
      case "Namespace":
        for (const kind of ["ServiceAccount"]) provided.set(idOf(kind, name, "default"), "any");
        provided.set(idOf("ConfigMap", name, "kube-root-ca.crt"), new Set(["ca.crt"]));
    }
  }
  // Made by EKS and by Kubernetes itself.
  for (const id of ["PriorityClass /system-node-critical", "PriorityClass /system-cluster-critical"])
    provided.set(id, "any");
  return provided;
}

/** References that lead nowhere. */
export function danglingIn(objects: readonly KubernetesObject[]): readonly string[] {
  const provided = providedBy(objects);
  return objects.flatMap(referencesOf).flatMap(({ from, kind, namespace, name, key }) => {
    const keys = provided.get(idOf(kind, namespace, name));
    if (keys === undefined) return [`${from} names ${kind} ${namespace}/${name}`];
    return key === undefined || keys === "any" || keys.has(key) ? [] : [`${from} names key ${key} of ${kind} ${name}`];
  });
}
