import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { Service } from "kubernetes-models/v1/Service";
import { ServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import { imageReference, POSTGRES_EXPORTER_IMAGE } from "../../catalog/images.ts";
import { POSTGRES_EXPORTER_PORT } from "../../catalog/postgresql.ts";
import { CA_KEY, DATABASE_FOLDER } from "../../model/variables.ts";
import { selectorLabels } from "../../naming/labels.ts";
import { databaseCaOf, databaseExporterOf, databaseSecretOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata, componentPodLabels } from "../kubernetes/component.ts";
import { componentContainer, componentPod } from "../kubernetes/component-pod.ts";
import type { ServiceContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { databasePeerOf } from "../kubernetes/network-peers.ts";
import { componentPolicy } from "../kubernetes/network-policy.ts";
import { dns, scraper } from "../kubernetes/peers.ts";
import { SECRET_MODE } from "../kubernetes/volumes.ts";
import { serviceMonitor } from "../monitoring/monitors.ts";
import { exporterComponent } from "./components.ts";
import { exporterResources } from "./resources.ts";
import { URI_KEY } from "./secrets.ts";

const PORT = { name: "metrics", port: POSTGRES_EXPORTER_PORT } as const;

/** Major version that counts checkpoints in a view of its own, which the exporter reads only when told to. */
const CHECKPOINTER_VIEW = 17;

/** postgres_exporter beside a database, whatever the engine; it stays one pod, so that every series is there once. */
export function exporterObjects(context: ServiceContext): readonly KubernetesObject[] {
  const { environment, service } = context;
  const component = exporterComponent(context);
  const metadata = componentMetadata(context, component);
  return [
    defineObject(ServiceAccount, { metadata, automountServiceAccountToken: false }),
    deployment(context),
    defineObject(Service, {
      metadata,
      spec: {
        type: "ClusterIP",
        selector: selectorLabels(component.name),
        ports: [{ ...PORT, targetPort: PORT.name, protocol: "TCP", appProtocol: "http" }],
      },
    }),
    serviceMonitor(context, component, {
      port: PORT.name,
      job: "postgresql",
      labels: { database: service.name },
    }),
    componentPolicy(context, component, {
      Ingress: [scraper(environment, PORT.port)],
      Egress: [dns(environment), databasePeerOf(context)],
    }),
  ];
}

function deployment(context: ServiceContext): KubernetesObject {
  const { environment, service } = context;
  const component = exporterComponent(context);
  const source = (name: string, keys: readonly string[]) => ({
    secret: { name, items: keys.map((key) => ({ key, path: key })) },
  });
  const fileOf = (key: string) => `${DATABASE_FOLDER}/${key}`;
  return defineObject(Deployment, {
    metadata: componentMetadata(context, component),
    spec: {
      replicas: 1,
      revisionHistoryLimit: 3,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      selector: { matchLabels: selectorLabels(component.name) },
      template: {
        metadata: { labels: componentPodLabels(context, component) },
        spec: componentPod(context, component, {
          priority: service.priority,
          containers: [
            componentContainer({
              name: "postgres-exporter",
              image: imageReference(POSTGRES_EXPORTER_IMAGE),
              args: [
                "--collector.long_running_transactions",
                ...(Number(environment.database?.version) >= CHECKPOINTER_VIEW
                  ? ["--collector.stat_checkpointer"]
                  : []),
              ],
              env: [
                { name: "DATA_SOURCE_URI_FILE", value: fileOf(URI_KEY) },
                { name: "DATA_SOURCE_USER_FILE", value: fileOf("username") },
                { name: "DATA_SOURCE_PASS_FILE", value: fileOf("password") },
                // Less than the interval between two scrapes.
                { name: "PG_EXPORTER_COLLECTION_TIMEOUT", value: "10s" },
              ],
              ports: [{ name: PORT.name, containerPort: PORT.port, protocol: "TCP" }],
              // `/` does not ask the database: one that is down is a metric, not a reason to replace the exporter.
              readinessProbe: { httpGet: { path: "/", port: PORT.name } },
              livenessProbe: { tcpSocket: { port: PORT.name }, periodSeconds: 20 },
              resources: exporterResources,
              volumeMounts: [{ name: "database", mountPath: DATABASE_FOLDER, readOnly: true }],
            }),
          ],
          volumes: [
            {
              name: "database",
              projected: {
                defaultMode: SECRET_MODE,
                sources: [
                  // Not the service's password.
                  source(databaseSecretOf(service.name), [URI_KEY]),
                  source(databaseExporterOf(service.name), ["username", "password"]),
                  source(databaseCaOf(service.name), [CA_KEY]),
                ],
              },
            },
          ],
        }),
      },
    },
  });
}
