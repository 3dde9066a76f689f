import { Job } from "kubernetes-models/batch/v1/Job";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { ServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import type { IVolume } from "kubernetes-models/v1/Volume";
import { imageReference, POSTGRESQL_IMAGES } from "../../catalog/images.ts";
import { databaseAdminOf, databaseExporterOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata, componentPodLabels } from "../kubernetes/component.ts";
import { componentContainer, componentPod } from "../kubernetes/component-pod.ts";
import type { ServiceContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { databasePeerOf } from "../kubernetes/network-peers.ts";
import { componentPolicy } from "../kubernetes/network-policy.ts";
import { dns } from "../kubernetes/peers.ts";
import { databaseVolume, SECRET_MODE } from "../kubernetes/volumes.ts";
import { prepareComponent } from "./components.ts";
import { ADMIN_FOLDER, EXPORTER_FOLDER, PREPARE_FOLDER, PREPARE_SH, PREPARE_SQL } from "./prepare-script.ts";
import { prepareResources } from "./resources.ts";
import { ADMIN_KEYS } from "./secrets.ts";

/**
 * Runs at every sync, once all that it needs is there: as a hook of the phase `Sync`, since before that its Secrets do
 * not exist (FF47). No TTL: Argo CD would take a hook that vanished for one that has to be made again.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/
 */
const HOOK = {
  "argocd.argoproj.io/hook": "Sync",
  "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation,HookSucceeded",
  "argocd.argoproj.io/sync-wave": "1",
} as const;

/** Seconds after which an attempt to prepare a database has failed for good. */
const DEADLINE = 600;

/**
 * Roles, their passwords, the database and its extensions, where no operator makes them. An extension that joins the
 * spec later is made at the next sync.
 */
export function prepareObjects(context: ServiceContext): readonly KubernetesObject[] {
  const component = prepareComponent(context);
  const extensions = context.service.database?.extensions ?? [];
  return [
    defineObject(ServiceAccount, {
      metadata: componentMetadata(context, component),
      automountServiceAccountToken: false,
    }),
    defineObject(ConfigMap, {
      metadata: componentMetadata(context, component),
      data: {
        "prepare.sh": PREPARE_SH,
        "prepare.sql": PREPARE_SQL,
        extensions: extensions.map((extension) => `${extension}\n`).join(""),
      },
    }),
    job(context),
    componentPolicy(context, component, { Ingress: [], Egress: [dns(context.environment), databasePeerOf(context)] }),
  ];
}

function job(context: ServiceContext): KubernetesObject {
  const { environment, service } = context;
  const component = prepareComponent(context);
  const metadata = componentMetadata(context, component);
  const database = databaseVolume(service.name);
  const secretVolume = (name: string, secretName: string, keys: readonly string[]): IVolume => ({
    name,
    secret: { secretName, defaultMode: SECRET_MODE, items: keys.map((key) => ({ key, path: key })) },
  });
  return defineObject(Job, {
    metadata: { ...metadata, annotations: HOOK },
    spec: {
      backoffLimit: 5,
      activeDeadlineSeconds: DEADLINE,
      template: {
        metadata: { labels: componentPodLabels(context, component) },
        spec: componentPod(context, component, {
          priority: service.priority,
          restartPolicy: "Never",
          containers: [
            componentContainer({
              name: "prepare",
              image: imageReference(POSTGRESQL_IMAGES[environment.database?.version ?? "17"]),
              command: ["/bin/sh", `${PREPARE_FOLDER}/prepare.sh`],
              resources: prepareResources,
              volumeMounts: [
                database.mount,
                { name: "admin", mountPath: ADMIN_FOLDER, readOnly: true },
                { name: "exporter", mountPath: EXPORTER_FOLDER, readOnly: true },
                { name: "scripts", mountPath: PREPARE_FOLDER, readOnly: true },
              ],
            }),
          ],
          volumes: [
            database.volume,
            secretVolume("admin", databaseAdminOf(service.name), ADMIN_KEYS),
            secretVolume("exporter", databaseExporterOf(service.name), ["username", "password"]),
            { name: "scripts", configMap: { name: component.name } },
          ],
        }),
      },
    },
  });
}
