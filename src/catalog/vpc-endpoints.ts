/**
 * APIs of AWS that something in the VPC calls beside S3, as the services of interface endpoints are named behind
 * `com.amazonaws.<region>.`. Facts read 2026-11-24.
 *
 * Left out: `ec2messages`, which an agent of 3.3.40 or newer does not need; `sts`, which a pod of Elasticsearch alone asks,
 * through a NAT gateway; `eks` and `autoscaling`, which the Cluster Autoscaler alone asks, through a NAT gateway too: without
 * one no node is added, and what runs goes on. None of these is called by pods
 * under our NetworkPolicies, which admit the internet and not the VPC.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
 */
export const INTERFACE_ENDPOINTS = [
  /** The VPC CNI, the EBS CSI driver, the load balancer controller and the Cluster Autoscaler. */
  "ec2",
  /** The kubelet, for tokens and manifests of images; the layers come from S3. */
  "ecr.api",
  "ecr.dkr",
  /** The Pod Identity agent. */
  "eks-auth",
  /** External Secrets. */
  "secretsmanager",
  /** Sessions on the bastion, what encrypts them, and where they are recorded. */
  "kms",
  "logs",
  "ssm",
  "ssmmessages",
] as const;

/** The load balancer controller's, where there is one. */
export const LOAD_BALANCING_ENDPOINT = "elasticloadbalancing";

/**
 * Those that take no policy but the one that allows everything, or of which we found nothing that says otherwise: for
 * `eks` AWS refuses any other ("only supports the full-access endpoint policy").
 *
 * @see https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/224
 */
export const ENDPOINTS_WITHOUT_POLICY = ["eks-auth", "ssmmessages"] as const;

/** Names of AWS's APIs, which lead to the interface endpoint of a VPC that has one. @see https://docs.aws.amazon.com/general/latest/gr/rande.html */
export const isAwsApi = (host: string): boolean => /\.(?:amazonaws\.com|api\.aws)$/.test(host);
