/** When `kubernetesVersions` was looked up; whether a version is in support is said as of this day. */
export const KUBERNETES_VERSIONS_AS_OF = "2026-11-22";

/**
 * Kubernetes minor versions that EKS offers, with the last day of standard support. 1.30 and older left extended support.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html and https://endoflife.date/amazon-eks
 */
export const kubernetesVersions: ReadonlyMap<string, string> = new Map([
  ["1.31", "2025-11-26"],
  ["1.32", "2026-03-23"],
  ["1.33", "2026-07-29"],
  ["1.34", "2026-12-02"],
  ["1.35", "2027-03-27"],
]);
