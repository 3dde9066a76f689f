import { IN_CLUSTER_MAX_CONNECTIONS } from "../../catalog/database-connections.ts";
import type { Environment } from "../../model/platform.ts";

const MEBIBYTE = 2 ** 20;

/** What PostgreSQL in the cluster is told, whoever runs it. Parameters that are left out keep PostgreSQL's own value. */
export const serverSettings = ({
  resources,
}: NonNullable<Environment["database"]>): Readonly<Record<string, string>> => ({
  max_connections: String(IN_CLUSTER_MAX_CONNECTIONS),
  // A quarter of the memory, as PostgreSQL's documentation recommends; the kernel caches files with the rest.
  shared_buffers: `${Math.floor(resources.memory / MEBIBYTE / 4)}MB`,
  log_checkpoints: "on",
  log_lock_waits: "on",
  // Statements that take longer than a second, in milliseconds, without the values that they are called with.
  log_min_duration_statement: "1000",
  log_parameter_max_length: "0",
  log_temp_files: "10MB",
});
