/**
 * Kinds whose objects belong to no namespace, as `<group>/<Kind>` (the core group is empty). Every other kind has one.
 * This is what the API server says; what kustomize believes is its emitter's business.
 *
 * Seen 2026-11: built-in kinds with `kubectl api-resources --namespaced=false` on Kubernetes 1.36; of the others
 * `spec.scope: Cluster` in the CRDs of their projects. `test/consumers/crd-scopes.test.ts` compares them.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/
 */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  "/Namespace",
  "/Node",
  "/PersistentVolume",
  "admissionregistration.k8s.io/MutatingAdmissionPolicy",
  "admissionregistration.k8s.io/MutatingAdmissionPolicyBinding",
  "admissionregistration.k8s.io/MutatingWebhookConfiguration",
  "admissionregistration.k8s.io/ValidatingAdmissionPolicy",
  "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding",
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
  "apiextensions.k8s.io/CustomResourceDefinition",
  "apiregistration.k8s.io/APIService",
  "certificates.k8s.io/CertificateSigningRequest",
  "flowcontrol.apiserver.k8s.io/FlowSchema",
  "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration",
  "networking.k8s.io/IPAddress",
  "networking.k8s.io/IngressClass",
  "networking.k8s.io/ServiceCIDR",
  "node.k8s.io/RuntimeClass",
  "rbac.authorization.k8s.io/ClusterRole",
  "rbac.authorization.k8s.io/ClusterRoleBinding",
  "resource.k8s.io/DeviceClass",
  "resource.k8s.io/ResourceSlice",
  "scheduling.k8s.io/PriorityClass",
  "storage.k8s.io/CSIDriver",
  "storage.k8s.io/CSINode",
  "storage.k8s.io/StorageClass",
  "storage.k8s.io/VolumeAttachment",
  "storage.k8s.io/VolumeAttributesClass",
  // https://external-secrets.io/latest/api/clustersecretstore/
  "external-secrets.io/ClusterExternalSecret",
  "external-secrets.io/ClusterPushSecret",
  "external-secrets.io/ClusterSecretStore",
  "generators.external-secrets.io/ClusterGenerator",
  // https://cert-manager.io/docs/reference/api-docs/
  "cert-manager.io/ClusterIssuer",
  // https://cloudnative-pg.io/documentation/current/image_catalog/
  "postgresql.cnpg.io/ClusterImageCatalog",
  // https://kubernetes.io/docs/concepts/storage/volume-snapshot-classes/
  "snapshot.storage.k8s.io/VolumeSnapshotClass",
  "snapshot.storage.k8s.io/VolumeSnapshotContent",
  // https://gateway-api.sigs.k8s.io/reference/spec/
  "gateway.networking.k8s.io/GatewayClass",
  // https://karpenter.sh/docs/concepts/
  "karpenter.k8s.aws/EC2NodeClass",
  "karpenter.sh/NodeClaim",
  "karpenter.sh/NodePool",
  // https://kubernetes-sigs.github.io/aws-load-balancer-controller/
  "elbv2.k8s.aws/IngressClassParams",
]);

/** The API group of an `apiVersion`; empty for the core group. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";

/** Whether objects of the kind belong to no namespace. */
export const isClusterScoped = ({
  apiVersion,
  kind,
}: {
  readonly apiVersion: string;
  readonly kind: string;
}): boolean => CLUSTER_SCOPED.has(`${groupOf(apiVersion)}/${kind}`);
