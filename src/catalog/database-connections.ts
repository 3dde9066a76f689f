const GIBIBYTE = 2 ** 30;

/** `max_connections` of PostgreSQL where nothing else is set. @see https://www.postgresql.org/docs/17/runtime-config-connection.html */
export const IN_CLUSTER_MAX_CONNECTIONS = 100;

/** Connections that only superusers get: PostgreSQL's `superuser_reserved_connections`. */
export const RESERVED_CONNECTIONS = 3;

/** RDS keeps two more for `rds_superuser`. */
export const RDS_RESERVED_CONNECTIONS = RESERVED_CONNECTIONS + 2;

/** Connections beside the service's own: migrations, the exporter, backups and a person. */
export const OTHER_CONNECTIONS = 8;

/**
 * `max_connections` that RDS derives from the memory of an instance class: LEAST(DBInstanceClassMemory / 9531392, 5000),
 * which is 112 for each GiB. DBInstanceClassMemory leaves out what RDS itself uses, which AWS does not publish; with
 * 87 % the result lies below the values seen (198 with 2 GiB, 413 with 4, 856 with 8).
 *
 * @param memory of the instance class, in bytes
 */
export const rdsMaxConnections = (memory: number): number =>
  Math.min(5000, Math.floor(0.87 * (memory / GIBIBYTE) * 112));
