/**
 * Cluster Autoscaler's tag of each Kubernetes minor version: it simulates the scheduler of that version, and no other
 * combination is tested (cluster-autoscaler/README.md, Releases). Read 2026-11-24: for 1.33 to 1.35 the newest that is in
 * the registry (kubernetes/k8s.io pull request 9760), for 1.32 that of pull request 8815, for 1.31 the chart's at its time
 * (9.44.0).
 */
const TAGS: ReadonlyMap<string, string> = new Map([
  ["1.31", "v1.31.0"],
  ["1.32", "v1.32.5"],
  ["1.33", "v1.33.6"],
  ["1.34", "v1.34.5"],
  ["1.35", "v1.35.2"],
]);

/** The tag for a cluster; of a minor version that is not listed, the nearest. */
export function clusterAutoscalerTag(kubernetes: string): string {
  const [oldest = "", ...others] = TAGS.keys();
  const nearest = kubernetes < oldest ? oldest : (others.at(-1) ?? oldest);
  return TAGS.get(kubernetes) ?? TAGS.get(nearest) ?? "";
}

/**
 * What it reads of AWS; none of these can be granted for single resources. Left out of its project's list is what it asks
 * only of groups with a launch configuration or with requirements in place of a type, which EKS makes none of
 * (`DescribeLaunchConfigurations`, `DescribeImages`, `GetInstanceTypesFromInstanceRequirements`), and what it no longer asks
 * at all (`DescribeAutoScalingInstances`). Read in cloudprovider/aws/*.go of 1.31.5 to 1.35.2.
 *
 * @see cluster-autoscaler/cloudprovider/aws/README.md of kubernetes/autoscaler, cluster-autoscaler-1.35.2
 */
export const AUTOSCALER_READS: readonly string[] = [
  "autoscaling:DescribeAutoScalingGroups",
  "autoscaling:DescribeScalingActivities",
  "ec2:DescribeInstanceTypes",
  "ec2:DescribeLaunchTemplateVersions",
];

/** What it does to the Auto Scaling groups of its cluster. @see as above */
export const AUTOSCALER_CHANGES: readonly string[] = [
  "autoscaling:SetDesiredCapacity",
  "autoscaling:TerminateInstanceInAutoScalingGroup",
];

/** What it reads of a group of the cluster that has no node to look at. @see as above */
export const AUTOSCALER_GROUP_READS: readonly string[] = ["eks:DescribeNodegroup"];

/**
 * Before the cluster's name, the tag by which it finds a group, and by which IAM lets it change one. EKS tags the groups
 * of managed node groups with it. Its value is `owned` by custom, but no page of AWS that we found says so of these, so
 * IAM asks for the tag alone, as the autoscaler does.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html ("automatically tagged for auto-discovery")
 * @see https://docs.aws.amazon.com/eks/latest/best-practices/cas.html ("Employ least privileged access to the IAM role")
 */
export const AUTOSCALER_TAG = "k8s.io/cluster-autoscaler/";

/** The container's port; the chart gives it no name. */
export const AUTOSCALER_METRICS_PORT = 8085;
