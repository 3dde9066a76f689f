import type { Environment } from "../../model/platform.ts";
import type { PodDemand } from "../peak.ts";

/** Prometheus, Alertmanager, Grafana and the exporters of the cluster. */
export const monitoringDemandsOf = (_environment: Environment): readonly PodDemand[] => [];
