import type { Environment } from "../../model/platform.ts";
import { databaseBackupOf, restoreDrillOf } from "../../naming/names.ts";
import { containerOf, type PodDemand } from "../peak.ts";

/** Each container of a backup: one compresses, one sends parts of 8 MiB, ten at a time. */
export const BACKUP_CONTAINER = containerOf(200, 512);

/** Each container of a drill; the scratch server builds its indexes within. */
export const DRILL_CONTAINER = containerOf(250, 1024);

/**
 * The Jobs of all databases at once, since they have one schedule, and both kinds, since one may outlast the time to the
 * other. The containers of a Job run one after the other, so a pod asks for as much as one of them.
 */
export const backupDemandsOf = ({ services }: Environment): readonly PodDemand[] =>
  services
    .filter(({ database }) => database !== undefined)
    .flatMap(({ name }) => [
      { workload: databaseBackupOf(name), pods: 1, container: BACKUP_CONTAINER },
      { workload: restoreDrillOf(name), pods: 1, container: DRILL_CONTAINER },
    ]);
