/**
 * The layout of the bucket with the portable copies of databases:
 *
 * ```
 * databases/<service>/<time>/database.dump      pg_dump's custom format
 * databases/<service>/<time>/manifest.jsonl     what the copy is of, then each table with its rows, as of the dump's snapshot
 * databases/<service>/<time>/SHA256SUMS         of both; written last, after they were read back: a copy without it is none
 * drills/<service>/<time>.json                  one for each drill that succeeded, by the time of its end
 * ```
 *
 * Times are UTC, such as 20261123T021500Z, so that keys are in order of time. Terraform bounds how long the copies are
 * kept, by prefix, and lets each identity have the prefix of its service alone.
 */

/** Prefix of the copies of a service's database. */
export const copiesPrefixOf = (service: string): string => `databases/${service}/`;

/** Prefix of the records of a service's restore drills. */
export const drillsPrefixOf = (service: string): string => `drills/${service}/`;

/** What the server knows the sessions of a backup by: pg_dump's, and the one whose snapshot it dumps. */
export const BACKUP_SESSION = "database-backup";

export const DUMP_FILE = "database.dump";
export const MANIFEST_FILE = "manifest.jsonl";
export const CHECKSUM_FILE = "SHA256SUMS";
