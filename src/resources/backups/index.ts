import type { KubernetesObject } from "../desired.ts";
import type { ServiceContext } from "../kubernetes/context.ts";

/** The portable copies of a service's database, and the proof that they can be restored. */
export const backupObjects = (_context: ServiceContext): readonly KubernetesObject[] => [];
