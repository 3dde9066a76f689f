import { createHash } from "node:crypto";
import { StatefulSet } from "kubernetes-models/apps/v1/StatefulSet";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import type { IContainer } from "kubernetes-models/v1/Container";
import { ServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import type { IVolume } from "kubernetes-models/v1/Volume";
import { imageReference, POSTGRESQL_IMAGES } from "../../catalog/images.ts";
import { DATABASE_PORT } from "../../catalog/postgresql.ts";
import type { Environment } from "../../model/platform.ts";
import { CONFIG_HASH_ANNOTATION, selectorLabels } from "../../naming/labels.ts";
import { databaseAdminOf, databasePodsOf, STORAGE_CLASS } from "../../naming/names.ts";
import { formatMemory } from "../../schema/quantity.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata, componentPodLabels } from "../kubernetes/component.ts";
import { componentContainer, componentPod } from "../kubernetes/component-pod.ts";
import type { ServiceContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { SECRET_MODE } from "../kubernetes/volumes.ts";
import { serverCertificateOf } from "./certificates.ts";
import { databaseComponent } from "./components.ts";
import { serverResources } from "./resources.ts";
import { serverSettings } from "./server-settings.ts";

type DatabaseOf = NonNullable<Environment["database"]>;

const ADMIN_FOLDER = "/etc/admin";
const CONFIG_FOLDER = "/etc/postgresql";
const CERTIFICATE_FOLDER = "/etc/certificate";
const SOCKET_FOLDER = "/var/run/postgresql";
const DATA_FOLDER = "/data";

/** Seconds for a fast shutdown with a checkpoint. */
const SHUTDOWN_TIME = 120;

/** Who is asked for what: a password of everybody, and nobody may connect over the network without TLS. */
const HBA = `local   all all     scram-sha-256
hostssl all all all scram-sha-256
`;

/** The server's configuration files, by name. */
export function serverConfig(database: DatabaseOf): Readonly<Record<string, string>> {
  const settings = {
    listen_addresses: "*",
    port: String(DATABASE_PORT),
    unix_socket_directories: SOCKET_FOLDER,
    hba_file: `${CONFIG_FOLDER}/pg_hba.conf`,
    ssl: "on",
    ssl_cert_file: `${CERTIFICATE_FOLDER}/tls.crt`,
    ssl_key_file: `${CERTIFICATE_FOLDER}/tls.key`,
    password_encryption: "scram-sha-256",
    ...serverSettings(database),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`);
  return { "postgresql.conf": lines.join(""), "pg_hba.conf": HBA };
}

/** One PostgreSQL without failover, for environments that may lose it (FF22): its configuration and its pod. */
export function statefulSetObjects(context: ServiceContext): readonly KubernetesObject[] {
  const { database } = context.environment;
  if (database === undefined) return [];
  const metadata = componentMetadata(context, databaseComponent(context));
  return [
    defineObject(ServiceAccount, { metadata, automountServiceAccountToken: false }),
    defineObject(ConfigMap, { metadata, data: { ...serverConfig(database) } }),
    statefulSet(context, database),
  ];
}

function statefulSet(context: ServiceContext, database: DatabaseOf): KubernetesObject {
  const { service } = context;
  const component = databaseComponent(context);
  const volumes: readonly IVolume[] = [
    { name: "config", configMap: { name: component.name } },
    {
      name: "admin",
      secret: {
        secretName: databaseAdminOf(service.name),
        defaultMode: SECRET_MODE,
        items: [{ key: "password", path: "password" }],
      },
    },
    {
      name: "certificate",
      secret: {
        secretName: serverCertificateOf(service.name),
        // Root's and readable by the pod's group: PostgreSQL refuses a key that others may read, not one of root's.
        defaultMode: SECRET_MODE,
        items: ["tls.crt", "tls.key"].map((key) => ({ key, path: key })),
      },
    },
    { name: "socket", emptyDir: { sizeLimit: "1Mi" } },
    { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
  ];
  const configHash = createHash("sha256")
    .update(JSON.stringify(Object.entries(serverConfig(database))))
    .digest("hex");
  return defineObject(StatefulSet, {
    metadata: componentMetadata(context, component),
    spec: {
      replicas: 1,
      serviceName: databasePodsOf(service.name),
      revisionHistoryLimit: 3,
      // Neither scaling to nothing nor a deleted StatefulSet takes the data.
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
      selector: { matchLabels: selectorLabels(component.name) },
      template: {
        metadata: {
          labels: componentPodLabels(context, component),
          annotations: { [CONFIG_HASH_ANNOTATION]: configHash },
        },
        spec: componentPod(context, component, {
          priority: service.priority,
          terminationGracePeriodSeconds: SHUTDOWN_TIME,
          containers: [container(database)],
          volumes: [...volumes],
        }),
      },
      volumeClaimTemplates: [
        {
          apiVersion: "v1",
          kind: "PersistentVolumeClaim",
          metadata: { name: "data" },
          spec: {
            accessModes: ["ReadWriteOnce"],
            storageClassName: STORAGE_CLASS,
            resources: { requests: { storage: formatMemory(service.database?.size ?? 0) } },
          },
        },
      ],
    },
  });
}

function container(database: DatabaseOf): IContainer {
  // Over TCP, which the server of the first initialization does not listen on. With a name, since it knows none for the
  // pod's user: without one it asks nobody and fails.
  const isReady = {
    exec: { command: ["pg_isready", "--host=127.0.0.1", "--username=postgres", "--quiet"] },
    timeoutSeconds: 5,
  };
  return componentContainer({
    name: "postgresql",
    image: imageReference(POSTGRESQL_IMAGES[database.version]),
    args: ["postgres", "-c", `config_file=${CONFIG_FOLDER}/postgresql.conf`],
    env: [
      // A subfolder: the root of a volume has a folder lost+found, and belongs to root.
      { name: "PGDATA", value: `${DATA_FOLDER}/postgresql` },
      { name: "POSTGRES_PASSWORD_FILE", value: `${ADMIN_FOLDER}/password` },
      { name: "POSTGRES_INITDB_ARGS", value: "--data-checksums" },
    ],
    ports: [{ name: "postgresql", containerPort: DATABASE_PORT, protocol: "TCP" }],
    // Crash recovery may take minutes.
    startupProbe: { ...isReady, periodSeconds: 5, failureThreshold: 120 },
    readinessProbe: isReady,
    livenessProbe: { tcpSocket: { port: "postgresql" }, periodSeconds: 20, failureThreshold: 6 },
    resources: serverResources(database),
    volumeMounts: [
      { name: "data", mountPath: DATA_FOLDER },
      { name: "config", mountPath: CONFIG_FOLDER, readOnly: true },
      { name: "admin", mountPath: ADMIN_FOLDER, readOnly: true },
      { name: "certificate", mountPath: CERTIFICATE_FOLDER, readOnly: true },
      { name: "socket", mountPath: SOCKET_FOLDER },
      { name: "tmp", mountPath: "/tmp" },
    ],
  });
}
