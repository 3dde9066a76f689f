/** When the versions below were the newest that AWS named. */
export const EKS_ADDONS_AS_OF = "2026-08-20";

/** The add-ons of EKS that every cluster has: network, names, credentials of pods, volumes. */
export type EksAddon = "aws-ebs-csi-driver" | "coredns" | "eks-pod-identity-agent" | "kube-proxy" | "vpc-cni";

export type EksAddonVersions = Readonly<Record<EksAddon, string>>;

/** The same for every minor version from 1.31 to 1.36. */
const COMMON = {
  "aws-ebs-csi-driver": "v1.63.1-eksbuild.1",
  "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
  "vpc-cni": "v1.22.4-eksbuild.3",
} as const;

/**
 * The version of each add-on by minor version of Kubernetes. A newer one is a change of this file, with the plan of
 * Terraform as its diff; `aws eks describe-addon-versions --kubernetes-version <minor>` lists what there is.
 *
 * The driver's and the agent's are what that command called the default on 2026-08-04.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managing-kube-proxy.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managing-coredns.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managing-vpc-cni.html
 */
export const eksAddons: ReadonlyMap<string, EksAddonVersions> = new Map([
  ["1.31", { ...COMMON, coredns: "v1.11.4-eksbuild.40", "kube-proxy": "v1.31.14-eksbuild.20" }],
  ["1.32", { ...COMMON, coredns: "v1.11.4-eksbuild.40", "kube-proxy": "v1.32.13-eksbuild.16" }],
  ["1.33", { ...COMMON, coredns: "v1.12.4-eksbuild.18", "kube-proxy": "v1.33.10-eksbuild.13" }],
  ["1.34", { ...COMMON, coredns: "v1.13.2-eksbuild.11", "kube-proxy": "v1.34.6-eksbuild.13" }],
  ["1.35", { ...COMMON, coredns: "v1.14.3-eksbuild.3", "kube-proxy": "v1.35.3-eksbuild.13" }],
]);
