import type { IPodSpec } from "kubernetes-models/v1/PodSpec";
import {
  IN_CLUSTER_MAX_CONNECTIONS,
  OTHER_CONNECTIONS,
  RESERVED_CONNECTIONS,
} from "../../catalog/database-connections.ts";
import { CNPG_POSTGRESQL_IMAGES, imageReference, PGBOUNCER_IMAGE } from "../../catalog/images.ts";
import { BARMAN_PLUGIN, CNPG_METRICS, CNPG_POOLER_LABEL, instanceLabels } from "../../catalog/postgresql.ts";
import type { Environment } from "../../model/platform.ts";
import {
  BACKUPS_PURPOSE,
  bucketOf,
  DATABASE_NAME,
  DATABASE_USER,
  databaseExporterOf,
  databaseSecretOf,
  EXPORTER_USER,
  priorityClassOf,
  STORAGE_CLASS,
} from "../../naming/names.ts";
import { DAY, formatMemory } from "../../schema/quantity.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata } from "../kubernetes/component.ts";
import type { ServiceContext } from "../kubernetes/context.ts";
import { customObject } from "../kubernetes/custom-object.ts";
import { limitsOf, requestsOf } from "../kubernetes/quantities.ts";
import { HOSTNAME, ZONE } from "../kubernetes/scheduling.ts";
import { podMonitor } from "../monitoring/monitors.ts";
import type { ContainerResources } from "../peak.ts";
import {
  CLUSTER,
  type ClusterSpec,
  DATABASE,
  type DatabaseSpec,
  OBJECT_STORE,
  type ObjectStoreSpec,
  POOLER,
  type PoolerSpec,
  SCHEDULED_BACKUP,
  type ScheduledBackupSpec,
} from "./cnpg-kinds.ts";
import { databaseComponent, hostsOf, poolerComponent } from "./components.ts";
import { archiverResources, instancesOf, poolerResources, serverResources } from "./resources.ts";
import { serverSettings } from "./server-settings.ts";

type DatabaseOf = NonNullable<Environment["database"]>;

/** Folder of the bucket for what Barman writes; each cluster has one of its own name in it. */
export const BARMAN_FOLDER = "cnpg";

/** With this many instances a commit can wait for a standby, and still go on while one is being replaced. */
const SYNCHRONOUS_FROM = 3;

/** A highly available database by CloudNativePG, its backups for point-in-time recovery, its metrics and its pooler. */
export function clusterObjects(context: ServiceContext): readonly KubernetesObject[] {
  const { database } = context.environment;
  if (database === undefined) return [];
  const component = databaseComponent(context);
  return [
    cluster(context, database),
    ...extensions(context),
    objectStore(context, database),
    scheduledBackup(context, database),
    podMonitor(context, component, {
      port: CNPG_METRICS.name,
      job: "cnpg",
      labels: { database: context.service.name },
      selector: instanceLabels(component.name),
    }),
    ...(database.pooler > 0 ? [pooler(context, database)] : []),
  ];
}

const resourcesOf = (container: ContainerResources) => ({
  requests: requestsOf(container),
  limits: limitsOf(container),
});

function cluster(context: ServiceContext, database: DatabaseOf): KubernetesObject {
  const { platform, environment, service } = context;
  const component = databaseComponent(context);
  const instances = instancesOf(database, service);
  return customObject<ClusterSpec>(CLUSTER, {
    metadata: componentMetadata(context, component),
    spec: {
      instances,
      imageName: imageReference(CNPG_POSTGRESQL_IMAGES[database.version]),
      imagePullPolicy: "Always",
      priorityClassName: priorityClassOf(platform.name, service.priority),
      bootstrap: {
        initdb: {
          database: DATABASE_NAME,
          owner: DATABASE_USER,
          secret: { name: databaseSecretOf(service.name) },
          dataChecksums: true,
        },
      },
      storage: { size: formatMemory(service.database?.size ?? 0), storageClass: STORAGE_CLASS },
      resources: resourcesOf(serverResources(database)),
      affinity: { enablePodAntiAffinity: true, topologyKey: HOSTNAME, podAntiAffinityType: "preferred" },
      // Not a required anti-affinity, which leaves instances pending where there are more of them than zones.
      topologySpreadConstraints: [
        {
          topologyKey: ZONE,
          maxSkew: 1,
          whenUnsatisfiable: environment.tier === "prod" ? "DoNotSchedule" : "ScheduleAnyway",
          labelSelector: { matchLabels: instanceLabels(component.name) },
          nodeTaintsPolicy: "Honor",
        },
      ],
      certificates: { serverAltDNSNames: hostsOf(service.name) },
      postgresql: {
        parameters: serverSettings(database),
        // Before the operator's last rule, which lets passwords in without TLS.
        pg_hba: ["hostnossl all all all reject"],
        // A failover then loses no transaction that was committed.
        synchronous: instances >= SYNCHRONOUS_FROM ? { method: "any", number: 1 } : undefined,
      },
      managed: {
        roles: [
          {
            name: EXPORTER_USER,
            login: true,
            inRoles: ["pg_monitor"],
            passwordSecret: { name: databaseExporterOf(service.name) },
          },
        ],
      },
      plugins: [{ name: BARMAN_PLUGIN, isWALArchiver: true, parameters: { barmanObjectName: component.name } }],
    },
  });
}

/** The statements after `initdb` run once; an extension that joins the spec later is made too. */
function extensions(context: ServiceContext): readonly KubernetesObject[] {
  const component = databaseComponent(context);
  const names = context.service.database?.extensions ?? [];
  if (names.length === 0) return [];
  return [
    customObject<DatabaseSpec>(DATABASE, {
      metadata: componentMetadata(context, component),
      spec: {
        cluster: { name: component.name },
        name: DATABASE_NAME,
        owner: DATABASE_USER,
        extensions: names.map((name) => ({ name })),
      },
    }),
  ];
}

/** Where base backups and the write-ahead log go; the pods' identity may write there, so no credentials. */
function objectStore(context: ServiceContext, { backup }: DatabaseOf): KubernetesObject {
  const { platform, environment } = context;
  const bucket = bucketOf(platform.name, environment.name, environment.aws.account, BACKUPS_PURPOSE);
  return customObject<ObjectStoreSpec>(OBJECT_STORE, {
    metadata: componentMetadata(context, databaseComponent(context)),
    spec: {
      configuration: {
        destinationPath: `s3://${bucket}/${BARMAN_FOLDER}`,
        s3Credentials: { inheritFromIAMRole: true },
        wal: { compression: "gzip" },
        data: { compression: "gzip" },
      },
      instanceSidecarConfiguration: { resources: resourcesOf(archiverResources) },
      retentionPolicy: `${Math.ceil(backup.retention / DAY)}d`,
    },
  });
}

function scheduledBackup(context: ServiceContext, { backup }: DatabaseOf): KubernetesObject {
  const component = databaseComponent(context);
  return customObject<ScheduledBackupSpec>(SCHEDULED_BACKUP, {
    metadata: componentMetadata(context, component),
    spec: {
      cluster: { name: component.name },
      // Its cron has seconds before the usual five fields.
      schedule: `0 ${backup.schedule}`,
      // The write-ahead log is of no use before there is a first backup.
      immediate: true,
      backupOwnerReference: "cluster",
      method: "plugin",
      pluginConfiguration: { name: BARMAN_PLUGIN },
    },
  });
}

/**
 * PgBouncer in transaction mode: many clients share few connections, so it suits only transactions that keep nothing in
 * their session. All its pods together stay within what the database has left.
 */
function pooler(context: ServiceContext, { pooler: instances }: DatabaseOf): KubernetesObject {
  const { platform, service } = context;
  const component = poolerComponent(context);
  const connections = IN_CLUSTER_MAX_CONNECTIONS - RESERVED_CONNECTIONS - OTHER_CONNECTIONS;
  const labelSelector = { matchLabels: { [CNPG_POOLER_LABEL]: component.name } };
  const spec: IPodSpec = {
    priorityClassName: priorityClassOf(platform.name, service.priority),
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 100, podAffinityTerm: { topologyKey: HOSTNAME, labelSelector } },
        ],
      },
    },
    containers: [{ name: "pgbouncer", resources: resourcesOf(poolerResources) }],
  };
  return customObject<PoolerSpec>(POOLER, {
    metadata: componentMetadata(context, component),
    spec: {
      cluster: { name: databaseComponent(context).name },
      instances,
      type: "rw",
      pgbouncer: {
        image: imageReference(PGBOUNCER_IMAGE),
        poolMode: "transaction",
        parameters: {
          default_pool_size: String(Math.max(1, Math.floor(connections / instances))),
          max_client_conn: "1000",
          // Without it, statements that a client prepared are gone with its next transaction.
          max_prepared_statements: "200",
        },
      },
      template: { spec },
    },
  });
}
