/**
 * The Pod Security Standard that the namespaces of services enforce.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ read 2026-11-22
 */
export const POD_SECURITY_LEVEL = "restricted";

/**
 * The standard's version of a cluster: `v1.35` for `1.35`. `latest` would let an upgrade of the control plane change
 * what is admitted, in the middle of the upgrade.
 */
export const podSecurityVersionOf = (kubernetes: string): string => `v${kubernetes}`;

/**
 * User and group of every process of a service, and the group that owns its volumes. Our choice: checkov CKV_K8S_40
 * and kube-score ask for 10000 or more, so that it meets no user of a node. The Dockerfiles name the same number (FF34).
 */
export const POD_USER = 10_001;
