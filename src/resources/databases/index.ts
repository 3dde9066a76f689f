import type { KubernetesObject } from "../desired.ts";
import type { ServiceContext } from "../kubernetes/context.ts";

/** The database of a service: what runs it or leads to it, its Secrets, its exporter, and who may reach it. */
export const databaseObjects = (_context: ServiceContext): readonly KubernetesObject[] => [];
