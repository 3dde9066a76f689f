/**
 * Facts about nodes of EKS and the ranges that it takes. Read 2026-11-24.
 */

export type Architecture = "arm64" | "x86_64";

/**
 * What an instance type's processor is: behind the generation of its family a `g` stands for Graviton.
 *
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 */
export const architectureOf = (instance: string): Architecture =>
  /^[a-z]+\d+g[a-z]*\./.test(instance) ? "arm64" : "x86_64";

/** The machine image that EKS keeps for an architecture. @see https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html amiType */
export const AMI_TYPES: Readonly<Record<Architecture, string>> = {
  arm64: "AL2023_ARM_64_STANDARD",
  x86_64: "AL2023_x86_64_STANDARD",
};

const GIBIBYTE = 2 ** 30;

/** Bytes of the machine image's snapshot, below which no root volume is made. @see awslabs/amazon-eks-ami, templates/al2023/variables-default.json */
export const SMALLEST_NODE_DISK = 20 * GIBIBYTE;

/**
 * How large the range of Services' addresses may be, as prefix lengths; it has to be private.
 *
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html serviceIpv4Cidr
 */
export const SERVICE_CIDR_PREFIXES = { shortest: 12, longest: 24 } as const;

/**
 * Where the API server calls pods, beside the kubelets' 10250, on which cert-manager, External Secrets and metrics-server
 * listen too: webhooks of the load balancer controller and of CloudNativePG, as their charts set them.
 */
export const WEBHOOK_PORT = 9443;
