import type { KubernetesObject } from "./desired.ts";

/** Takes an object out of the health of its Application. @see https://argo-cd.readthedocs.io/en/stable/operator-manual/health/ */
const IGNORE_HEALTH_ANNOTATION = "argocd.argoproj.io/ignore-healthcheck";

/**
 * Since 3.2 Argo CD holds a CronJob for degraded whose last run failed, and a wave of Applications waits for health: one
 * backup that failed at night would hold back the release that repairs it. Alerts watch the runs instead.
 */
export function ignoreCronJobHealth(object: KubernetesObject): KubernetesObject {
  if (object.kind !== "CronJob") return object;
  const annotations = { ...object.metadata.annotations, [IGNORE_HEALTH_ANNOTATION]: "true" };
  return { ...object, metadata: { ...object.metadata, annotations } };
}
