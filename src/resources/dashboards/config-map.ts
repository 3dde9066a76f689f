import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { DASHBOARD_FOLDER_ANNOTATION } from "../../catalog/grafana.ts";
import { DASHBOARD_LABEL } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import type { Dashboard } from "./dashboard.ts";

/** Grafana's sidecar finds it by the label. On one line: people review the same dashboard in generated/monitoring/. */
export const dashboardConfigMap = (
  metadata: KubernetesObject["metadata"],
  folder: "Platform" | "Services",
  dashboard: Dashboard,
): KubernetesObject =>
  defineObject(ConfigMap, {
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, [DASHBOARD_LABEL]: "1" },
      annotations: { [DASHBOARD_FOLDER_ANNOTATION]: folder },
    },
    data: { [`${dashboard.uid}.json`]: JSON.stringify(dashboard) },
  });
