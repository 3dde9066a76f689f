import {
  CNPG_CLUSTER_LABEL,
  CNPG_METRICS,
  CNPG_OPERATOR,
  CNPG_POOLER_LABEL,
  CNPG_STATUS_PORT,
  DATABASE_PORT,
  instanceLabels,
} from "../../catalog/postgresql.ts";
import { selectorLabels } from "../../naming/labels.ts";
import { databaseBackupOf, databaseExporterOf, databasePrepareOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import type { ServiceContext } from "../kubernetes/context.ts";
import { componentPolicy } from "../kubernetes/network-policy.ts";
import { AWS_APIS, apiServer, dns, type Peers, pods, podsOf, scraper, tcp } from "../kubernetes/peers.ts";
import { databaseComponent, poolerComponent } from "./components.ts";

/** Who may connect to a service's database: the service, the exporter and the backup, and nobody else. */
const clientsOf = (service: string, ...others: readonly string[]): Peers => ({
  peers: [service, databaseExporterOf(service), databaseBackupOf(service), ...others].map((name) =>
    pods(selectorLabels(name)),
  ),
  ports: [tcp(DATABASE_PORT)],
});

/** A PostgreSQL that nobody else runs opens no connection of its own. */
export const statefulSetPolicy = (context: ServiceContext): KubernetesObject =>
  componentPolicy(context, databaseComponent(context), {
    Ingress: [clientsOf(context.service.name, databasePrepareOf(context.service.name))],
    Egress: [],
  });

/**
 * All pods of a CloudNativePG cluster, its pooler and Jobs too: they talk to each other and are asked how they are by
 * the operator, they read their own objects from the API server and write backups to S3. Clients reach PostgreSQL itself,
 * and the service its pooler.
 *
 * @see https://cloudnative-pg.io/documentation/current/networking/
 */
export function clusterPolicies(context: ServiceContext): readonly KubernetesObject[] {
  const { environment, service } = context;
  const component = databaseComponent(context);
  const labels = { [CNPG_CLUSTER_LABEL]: component.name };
  const managed = [tcp(DATABASE_PORT), tcp(CNPG_STATUS_PORT)];
  const itself: Peers = { peers: [pods(labels)], ports: managed };
  const pooler = poolerComponent(context);
  return [
    componentPolicy(
      context,
      component,
      {
        Ingress: [itself, { peers: [podsOf(CNPG_OPERATOR.namespace, CNPG_OPERATOR.labels)], ports: managed }],
        Egress: [dns(environment), itself, apiServer(environment), ...AWS_APIS],
      },
      labels,
    ),
    componentPolicy(
      context,
      { ...component, name: `${component.name}-clients` },
      { Ingress: [clientsOf(service.name), scraper(environment, CNPG_METRICS.port)] },
      instanceLabels(component.name),
    ),
    ...(environment.database?.pooler
      ? [
          componentPolicy(
            context,
            pooler,
            { Ingress: [{ peers: [pods(selectorLabels(service.name))], ports: [tcp(DATABASE_PORT)] }] },
            { [CNPG_POOLER_LABEL]: pooler.name },
          ),
        ]
      : []),
  ];
}
