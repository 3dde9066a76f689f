import { DATABASE_FOLDER } from "../../model/variables.ts";
import { selectorLabels } from "../../naming/labels.ts";
import { databaseBackupOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import type { Component } from "../kubernetes/component.ts";
import type { ServiceContext } from "../kubernetes/context.ts";
import { databasePeerOf } from "../kubernetes/network-peers.ts";
import { componentPolicy } from "../kubernetes/network-policy.ts";
import { AWS_APIS, dns } from "../kubernetes/peers.ts";
import { componentAccount } from "../kubernetes/service-account.ts";
import { databaseVolume } from "../kubernetes/volumes.ts";
import { DUMP_HOURS } from "./deadline.ts";
import { BACKUP_CONTAINER } from "./demands.ts";
import { awsStep, cronJob, postgresqlStep } from "./job.ts";

/** Bytes below which a dump holds nothing: one of an empty database has about 900, one with a single table more. */
const SIZE_FLOOR = 1000;

/**
 * The portable copy of a service's database, whatever the engine: what a person can restore anywhere. It is not what
 * brings a lost database back to the last minute; that is the engine's own log (RDS, Barman).
 */
export function backup(context: ServiceContext): readonly KubernetesObject[] {
  const { environment, service } = context;
  if (environment.database === undefined || service.database === undefined) return [];
  const component: Component = {
    name: databaseBackupOf(service.name),
    namespace: environment.namespace,
    owner: service.owner,
  };
  const database = databaseVolume(service.name);
  return [
    componentAccount(context, component),
    componentPolicy(context, component, { Ingress: [], Egress: [dns(environment), ...AWS_APIS] }),
    // Where the database is differs by environment, the rest does not.
    componentPolicy(
      context,
      component,
      { Egress: [databasePeerOf(context)] },
      selectorLabels(component.name),
      `${component.name}.database`,
    ),
    cronJob(context, component, {
      schedule: environment.database.backup.schedule,
      hours: DUMP_HOURS,
      // As large as the database may become: the dump leaves out indexes and is compressed, but data may not compress.
      volume: service.database.size,
      volumes: [database.volume],
      steps: [
        postgresqlStep(context, {
          name: "dump",
          script: "dump.sh",
          resources: BACKUP_CONTAINER,
          env: { CONNECTION: DATABASE_FOLDER, SIZE_FLOOR: String(SIZE_FLOOR) },
          mounts: [database.mount],
        }),
        awsStep(context, { name: "upload", script: "upload.sh", resources: BACKUP_CONTAINER }),
      ],
    }),
  ];
}
