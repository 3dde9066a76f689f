import { AWS_API_PORT } from "../../catalog/cluster-network.ts";
import { kafkaRoleLabels } from "../../catalog/kafka.ts";
import { CNPG_POOLER_LABEL, DATABASE_PORT, instanceLabels } from "../../catalog/postgresql.ts";
import { isAwsApi } from "../../catalog/vpc-endpoints.ts";
import type { Edge } from "../../graph/graph.ts";
import { selectorLabels } from "../../naming/labels.ts";
import { databaseOf, databasePoolerOf, kafkaClusterOf } from "../../naming/names.ts";
import type { ServiceContext } from "./context.ts";
import { awsEndpoints, blocks, dns, internet, type Peers, POD_IDENTITY, pods, scraper, tcp } from "./peers.ts";

/** Who opens connections to a service along an edge. */
export function ingressPeerOf({ environment }: ServiceContext, { kind, from, port = 0 }: Edge): Peers {
  const ports = [tcp(port)];
  switch (kind) {
    case "calls":
      return { peers: [pods(selectorLabels(from.slice("service:".length)))], ports };
    case "exposes":
      // The load balancer is no pod: it comes from its own subnets (FF29).
      return { peers: blocks(environment.subnets.map((zone) => zone.public)), ports };
    case "scrapes":
      return scraper(environment, port);
    default:
      return { peers: [], ports };
  }
}

/** What a service opens connections to, beside its database: each callee, the brokers, and the hosts outside, by port. */
export function egressPeersOf(context: ServiceContext, edges: readonly Edge[]): readonly Peers[] {
  const { environment, service } = context;
  const usesBuckets = service.buckets.length > 0;
  const usesAwsApis = service.egress.some(({ host, port }) => port === AWS_API_PORT && isAwsApi(host));
  const usesTopics = edges.some(({ kind }) => kind === "publishes" || kind === "consumes");
  const outside = new Set(edges.filter(({ kind }) => kind === "egress").map(({ port = 0 }) => port));
  if (usesBuckets) outside.add(AWS_API_PORT);
  return [
    ...(edges.some(({ kind }) => kind === "resolves") ? [dns(environment)] : []),
    ...edges
      .filter(({ kind }) => kind === "calls")
      .map(({ to, port = 0 }) => ({ peers: [pods(selectorLabels(to.slice("service:".length)))], ports: [tcp(port)] })),
    ...(usesTopics ? [brokers(context, edges)] : []),
    ...(usesBuckets ? [POD_IDENTITY] : []),
    ...[...outside].toSorted((a, b) => a - b).map((port) => internet(port)),
    ...(usesAwsApis ? [awsEndpoints(environment)] : []),
  ];
}

/** PgBouncer before the database of a service, where there is one: for the service alone. */
export const poolerPeerOf = ({ environment: { database }, service }: ServiceContext): Peers => ({
  peers:
    database?.engine === "cnpg" && database.pooler > 0
      ? [pods({ [CNPG_POOLER_LABEL]: databasePoolerOf(service.name) })]
      : [],
  ports: [tcp(DATABASE_PORT)],
});

/** Where the environment runs the database of a service: for the service, and for whatever else acts on its database. */
export function databasePeerOf({ environment, service }: ServiceContext): Peers {
  const ports = [tcp(DATABASE_PORT)];
  const name = databaseOf(service.name);
  switch (environment.database?.engine) {
    case "rds":
      return { peers: blocks(environment.subnets.map((zone) => zone.database)), ports };
    case "cnpg":
      return { peers: [pods(instanceLabels(name))], ports };
    case "statefulset":
      return { peers: [pods(selectorLabels(name))], ports };
    case undefined:
      return { peers: [], ports };
  }
}

/** One rule however many topics there are: all brokers, since any of them may lead a partition. */
function brokers({ platform }: ServiceContext, edges: readonly Edge[]): Peers {
  const ports = new Set(
    edges.filter(({ kind }) => kind === "publishes" || kind === "consumes").map(({ port = 0 }) => port),
  );
  return { peers: [pods(kafkaRoleLabels(kafkaClusterOf(platform.name), "broker"))], ports: [...ports].map(tcp) };
}
