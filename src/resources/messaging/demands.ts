import type { Environment } from "../../model/platform.ts";
import type { PodDemand } from "../peak.ts";

/** The brokers and what Strimzi runs beside them. */
export const messagingDemandsOf = (_environment: Environment): readonly PodDemand[] => [];
