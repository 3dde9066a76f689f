import type { Environment } from "../../model/platform.ts";
import { ELASTICSEARCH } from "../../naming/names.ts";
import { type ContainerResources, containerOf, type PodDemand } from "../peak.ts";

type Logging = NonNullable<Environment["logging"]>;

const MEBIBYTE = 2 ** 20;

export const elasticsearchContainerOf = ({ resources: { cpu, memory } }: Logging): ContainerResources =>
  containerOf(cpu, memory / MEBIBYTE, 512);

/** With less than 2 GiB Kibana 9 dies while its plugins start. @see DefaultMemoryLimits of ECK's pkg/controller/kibana/pod.go */
export const kibanaContainer = containerOf(200, 2048, 512);

export const exporterContainer = containerOf(20, 64);

export const setupContainer = containerOf(20, 64);

/** In production one may be drained while somebody searches for the reason. */
export const kibanaReplicasOf = ({ tier }: Environment): number => (tier === "prod" ? 2 : 1);

/** Elasticsearch, Kibana, what measures them and what sets them up. ECK updates nodes in place and adds one pod of Kibana. */
export function loggingDemandsOf(environment: Environment): readonly PodDemand[] {
  const { logging } = environment;
  if (logging === undefined) return [];
  return [
    { workload: ELASTICSEARCH, pods: logging.nodes, container: elasticsearchContainerOf(logging) },
    { workload: "kibana", pods: kibanaReplicasOf(environment) + 1, container: kibanaContainer },
    { workload: `${ELASTICSEARCH}-exporter`, pods: 2, container: exporterContainer },
    { workload: `${ELASTICSEARCH}-setup`, pods: 1, container: setupContainer },
  ];
}
