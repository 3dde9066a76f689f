import type { Image } from "./images.ts";

const REPOSITORY = "registry.k8s.io/kube-state-metrics/kube-state-metrics";
const SOURCE = "https://github.com/kubernetes/kube-state-metrics#compatibility-matrix, read 2026-11-23";

/** The version that is built with the client of a Kubernetes minor version. */
const VERSIONS: ReadonlyMap<string, string> = new Map([
  ["1.32", "v2.16.0"],
  ["1.33", "v2.17.0"],
  ["1.34", "v2.18.0"],
  ["1.35", "v2.19.1"],
  ["1.36", "v2.20.0"],
]);

/** Older clusters still answer the oldest client, newer ones the newest; the kinds that we ask for have been stable for long. */
export function kubeStateMetricsImage(kubernetes: string): Image {
  const [oldest = "", ...others] = VERSIONS.keys();
  const nearest = kubernetes < oldest ? oldest : (others.at(-1) ?? oldest);
  return { repository: REPOSITORY, tag: VERSIONS.get(kubernetes) ?? VERSIONS.get(nearest) ?? "", source: SOURCE };
}

/**
 * The kinds whose metrics rules and dashboards ask for, by API group. No Secrets, and nothing else that nobody looks at:
 * each costs memory in the size of the cluster.
 */
export const WATCHED_KINDS: Readonly<Record<string, readonly string[]>> = {
  "": ["namespaces", "nodes", "persistentvolumeclaims", "pods", "resourcequotas"],
  apps: ["daemonsets", "deployments", "statefulsets"],
  autoscaling: ["horizontalpodautoscalers"],
  batch: ["cronjobs", "jobs"],
  policy: ["poddisruptionbudgets"],
};
