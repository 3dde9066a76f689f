import { ENVIRONMENT_LABEL, LABEL_PREFIX } from "../../naming/labels.ts";

/** Label of an Application that says which unit it syncs; label values have no slashes, so a dot stands for each. */
export const UNIT_LABEL = `${LABEL_PREFIX}/unit`;

/** Labels of Applications and projects: `kubectl get applications -l finflow.io/environment=prod`. */
export const applicationLabels = (platform: string, environment?: string, unit?: string): Record<string, string> => ({
  "app.kubernetes.io/managed-by": "finflow",
  "app.kubernetes.io/part-of": platform,
  ...(environment !== undefined && { [ENVIRONMENT_LABEL]: environment }),
  ...(unit !== undefined && { [UNIT_LABEL]: unit.replaceAll("/", ".") }),
});
