import type { Environment } from "../../model/platform.ts";
import type { PodDemand } from "../peak.ts";

/** Elasticsearch and Kibana. */
export const loggingDemandsOf = (_environment: Environment): readonly PodDemand[] => [];
