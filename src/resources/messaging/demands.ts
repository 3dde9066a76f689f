import type { Environment } from "../../model/platform.ts";
import { KAFKA, KAFKA_ENTITY_OPERATOR, KAFKA_EXPORTER } from "../../naming/names.ts";
import { containerOf, type PodDemand } from "../peak.ts";
import { poolsOf } from "./pools.ts";

/** Each of the operators of topics and users: a JVM that holds what it looks after. */
export const entityOperatorContainer = containerOf(100, 512);

export const exporterContainer = containerOf(50, 128);

/** The brokers, the controllers, and what Strimzi runs beside them. None starts a pod before its old one has ended. */
export const messagingDemandsOf = (environment: Environment): readonly PodDemand[] =>
  environment.kafka === undefined
    ? []
    : [
        ...poolsOf(environment).map(({ name, replicas, container }) => ({
          workload: `${KAFKA}-${name}`,
          pods: replicas,
          container,
        })),
        {
          workload: KAFKA_ENTITY_OPERATOR,
          pods: 1,
          container: entityOperatorContainer,
          sidecars: [entityOperatorContainer],
        },
        { workload: KAFKA_EXPORTER, pods: 1, container: exporterContainer },
      ];
