import type { KubernetesObject } from "../../resources/desired.ts";
import { own } from "../../source/plain-data.ts";
import { isFields, isList, withField, without } from "./plain.ts";

/**
 * The kinds that kustomize 5.8.1 knows to be outside of any namespace (`precomputedIsNamespaceScoped` in
 * sigs.k8s.io/kustomize/kyaml@v0.21.1/openapi/openapi.go). Every other kind, a cluster-scoped custom resource too,
 * gets a namespace from the `namespace` field.
 */
const clusterScoped: ReadonlySet<string> = new Set([
  ...["Namespace", "Node", "PersistentVolume", "ComponentStatus"].map((kind) => `v1/${kind}`),
  ...["v1", "v1beta1"].flatMap((version) => [
    `admissionregistration.k8s.io/${version}/MutatingWebhookConfiguration`,
    `admissionregistration.k8s.io/${version}/ValidatingWebhookConfiguration`,
    `apiextensions.k8s.io/${version}/CustomResourceDefinition`,
    `apiregistration.k8s.io/${version}/APIService`,
    `certificates.k8s.io/${version}/CertificateSigningRequest`,
    `networking.k8s.io/${version}/IngressClass`,
    `node.k8s.io/${version}/RuntimeClass`,
    `rbac.authorization.k8s.io/${version}/ClusterRole`,
    `rbac.authorization.k8s.io/${version}/ClusterRoleBinding`,
    `scheduling.k8s.io/${version}/PriorityClass`,
    `storage.k8s.io/${version}/CSIDriver`,
    `storage.k8s.io/${version}/CSINode`,
    `storage.k8s.io/${version}/StorageClass`,
    `storage.k8s.io/${version}/VolumeAttachment`,
  ]),
  "flowcontrol.apiserver.k8s.io/v1beta1/FlowSchema",
  "flowcontrol.apiserver.k8s.io/v1beta1/PriorityLevelConfiguration",
]);

const isClusterScoped = ({ apiVersion, kind }: KubernetesObject): boolean => clusterScoped.has(`${apiVersion}/${kind}`);

/** The namespace that `namespace:` of an overlay may set without changing anything else, if there is one. */
export function overlayNamespace(objects: readonly KubernetesObject[]): string | undefined {
  const namespaces = new Set(
    objects.filter((object) => !isClusterScoped(object)).map(({ metadata }) => metadata.namespace),
  );
  const [namespace] = namespaces;
  if (namespaces.size !== 1 || namespace === undefined || namespace === "") return undefined;
  return objects.every((object) => staysTheSame(object, namespace, objects)) ? namespace : undefined;
}

/** What else the transformer writes: the name of a Namespace, subjects of bindings, services behind an API. */
function staysTheSame(object: KubernetesObject, namespace: string, unit: readonly KubernetesObject[]): boolean {
  switch (object.kind) {
    case "Namespace":
      return object.metadata.name === namespace;
    case "RoleBinding":
    case "ClusterRoleBinding":
      return subjectsOf(object).every((subject) => subjectStays(subject, namespace, unit));
    case "APIService":
    case "CustomResourceDefinition":
    case "MutatingWebhookConfiguration":
    case "ValidatingWebhookConfiguration":
      // They name a service with its namespace. Rare, and not worth a model of what kustomize rewrites there.
      return false;
    default:
      return true;
  }
}

/** A subject named `default`, and one named like a ServiceAccount of the same build, get the overlay's namespace. */
function subjectStays(subject: unknown, namespace: string, unit: readonly KubernetesObject[]): boolean {
  if (!isFields(subject)) return true;
  const name = own(subject, "name");
  const touched =
    name === "default" || unit.some(({ kind, metadata }) => kind === "ServiceAccount" && metadata.name === name);
  return !touched || own(subject, "namespace") === namespace;
}

const subjectsOf = (object: KubernetesObject): readonly unknown[] => {
  const subjects = own(object, "subjects");
  return isList(subjects) ? subjects : [];
};

/** What `namespace:` does, given that `overlayNamespace` allowed it. */
export const withNamespace = (object: KubernetesObject, namespace: string): KubernetesObject =>
  isClusterScoped(object) ? object : (withField(object, ["metadata", "namespace"], namespace) as KubernetesObject);

export const withoutNamespace = (object: KubernetesObject): KubernetesObject =>
  ({ ...object, metadata: without(object.metadata, "namespace") }) as KubernetesObject;
