import { BARMAN_CLOUD_CHART, CLOUDNATIVE_PG_CHART } from "../../catalog/charts.ts";
import type { Environment } from "../../model/platform.ts";
import type { OperatorDefinition } from "./operator.ts";
import { resources, spread } from "./pods.ts";

const usesCloudNativePg = ({ services, database }: Environment): boolean =>
  database?.engine === "cnpg" && services.some((service) => service.database !== undefined);

/** PostgreSQL in the cluster. It may act in all namespaces, but looks at that of the databases alone. */
export const cloudNativePg: OperatorDefinition = {
  name: "cloudnative-pg",
  chart: CLOUDNATIVE_PG_CHART,
  stage: "cluster",
  isNeeded: usesCloudNativePg,
  values: {
    replicaCount: 2,
    resources: resources("50m", "256Mi"),
    topologySpreadConstraints: spread({ "app.kubernetes.io/name": "cloudnative-pg" }),
  },
  environmentValues: ({ environment }) => ({ config: { data: { WATCH_NAMESPACE: environment.namespace } } }),
};

/**
 * Archives of CloudNativePG's WAL and base backups in S3. It has to be in the operator's namespace, and its connection
 * with the operator is encrypted with certificates of cert-manager. One replica, replaced not rolled: it knows no other.
 *
 * @see https://cloudnative-pg.io/plugin-barman-cloud/docs/installation/
 */
export const barmanCloud: OperatorDefinition = {
  name: "plugin-barman-cloud",
  chart: BARMAN_CLOUD_CHART,
  stage: "cluster",
  isNeeded: usesCloudNativePg,
  values: {
    resources: resources("20m", "192Mi"),
  },
};
