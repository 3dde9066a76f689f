import type { Environment } from "../../model/platform.ts";
import type { PodDemand } from "../peak.ts";

/** The databases in the cluster, their exporters, and the Jobs of their backups. */
export const databaseDemandsOf = (_environment: Environment): readonly PodDemand[] => [];
