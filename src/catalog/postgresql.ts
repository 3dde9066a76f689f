/** PostgreSQL's port, whatever the engine. */
export const DATABASE_PORT = 5432;

/** Labels that CloudNativePG 1.30 puts on the pods of a Cluster. @see docs/src/labels_annotations.md, read 2026-11-22 */
export const CNPG_CLUSTER_LABEL = "cnpg.io/cluster";
export const CNPG_POD_ROLE_LABEL = "cnpg.io/podRole";
export const CNPG_INSTANCE_ROLE_LABEL = "cnpg.io/instanceRole";
export const CNPG_POOLER_LABEL = "cnpg.io/poolerName";

/** The pods of a cluster in which PostgreSQL runs: not its pooler, not its Jobs. */
export const instanceLabels = (cluster: string): Readonly<Record<string, string>> => ({
  [CNPG_CLUSTER_LABEL]: cluster,
  [CNPG_POD_ROLE_LABEL]: "instance",
});

/** Makes the operator look again when a Secret with it changes. @see docs/src/labels_annotations.md, read 2026-11-23 */
export const CNPG_RELOAD_LABEL = "cnpg.io/reload";

/**
 * The operator, as its chart installs it, and the port on which it asks the pods how they are.
 *
 * @see docs/src/samples/networkpolicy-example.yaml of cloudnative-pg 1.30, read 2026-11-23
 */
export const CNPG_OPERATOR = {
  namespace: "cnpg-system",
  labels: { "app.kubernetes.io/name": "cloudnative-pg" },
} as const;
export const CNPG_STATUS_PORT = 8000;

/** Where instances of CloudNativePG serve their metrics, and the port's name. @see docs/src/monitoring.md, read 2026-11-23 */
export const CNPG_METRICS = { name: "metrics", port: 9187 } as const;

/** The plugin that archives the write-ahead log and takes base backups. @see plugin-barman-cloud 0.14, docs usage.md, read 2026-11-23 */
export const BARMAN_PLUGIN = "barman-cloud.cloudnative-pg.io";

/** Where postgres_exporter listens. @see README.md of 0.20.1, read 2026-11-23 */
export const POSTGRES_EXPORTER_PORT = 9187;
