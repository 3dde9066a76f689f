import type { Environment, Service } from "../../model/platform.ts";
import { type ContainerResources, containerOf } from "../peak.ts";

const MEBIBYTE = 2 ** 20;

type DatabaseOf = NonNullable<Environment["database"]>;

/** One PostgreSQL in the cluster. */
export const serverResources = ({ resources }: DatabaseOf): ContainerResources =>
  containerOf(resources.cpu, resources.memory / MEBIBYTE, 256);

/** What archives the write-ahead log beside each instance of CloudNativePG, and takes its backups. */
export const archiverResources = containerOf(100, 256, 256);

export const exporterResources = containerOf(20, 64);
export const poolerResources = containerOf(100, 128);
export const prepareResources = containerOf(50, 64);

/** Instances of a service's CloudNativePG cluster: read replicas are standbys like the others, so they come on top. */
export const instancesOf = ({ instances }: DatabaseOf, { database }: Service): number =>
  instances + (database?.readReplicas ?? 0);
