import type { KubernetesObject } from "../desired.ts";
import type { ServiceContext } from "../kubernetes/context.ts";
import { backup } from "./backup.ts";
import { restoreDrill } from "./restore-drill.ts";

/** The portable copies of a service's database, and the proof that they can be restored. */
export const backupObjects = (context: ServiceContext): readonly KubernetesObject[] => [
  ...backup(context),
  ...restoreDrill(context),
];
