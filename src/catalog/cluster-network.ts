/**
 * Addresses and labels that EKS gives to what every pod may need. Facts read 2026-11-22.
 */

/** Where CoreDNS runs. */
export const CLUSTER_DNS = {
  namespace: "kube-system",
  /** The label is from kube-dns times; the EKS add-on keeps it. @see https://docs.aws.amazon.com/eks/latest/userguide/managing-coredns.html */
  labels: { "k8s-app": "kube-dns" },
  port: 53,
} as const;

/** The node's own DNS cache. @see https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/ */
export const NODE_LOCAL_DNS = "169.254.20.10/32";

/** Hands credentials to pods. @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html */
export const POD_IDENTITY_AGENT = { address: "169.254.170.23/32", port: 80 } as const;

/** Where a kubelet serves its metrics, on its node's address. @see https://kubernetes.io/docs/reference/networking/ports-and-protocols/ */
export const KUBELET_PORT = 10250;

/** Where node-exporter does. @see https://github.com/prometheus/prometheus/wiki/Default-port-allocations */
export const NODE_EXPORTER_PORT = 9100;

/** The APIs of AWS, on public addresses or those of an interface endpoint. */
export const AWS_API_PORT = 443;

/**
 * Ranges beside the private ones that are not the internet. Rules for hosts outside leave them out, above all the
 * link-local range, which holds the instance metadata at 169.254.169.254 (FF26).
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry/
 */
export const SPECIAL_RANGES: readonly string[] = ["0.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"];
