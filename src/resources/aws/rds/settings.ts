import type { Environment, Service } from "../../../model/platform.ts";
import { databaseOf, namespaceOf } from "../../../naming/names.ts";
import { DAY } from "../../../schema/quantity.ts";

const GIBIBYTE = 2 ** 30;

/**
 * Bounds of a gp3 volume of RDS for PostgreSQL, in GiB. It starts with half of the most, so that it can grow to twice
 * its size.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html as of 2026-11
 */
export const LEAST_STORAGE = 20;
export const MOST_STORAGE = 65_536 / 2;

/** Characters of an identifier of RDS. @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html as of 2026-11 */
export const IDENTIFIER_LENGTH = 63;

/** Days that RDS can go back. @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html */
const MOST_RETENTION = 35;

type Database = NonNullable<Service["database"]>;

/** A service with a database that RDS runs. */
export interface RdsDatabase {
  readonly service: Service;
  readonly database: Database;
}

/** None where another engine runs them. */
export const rdsDatabasesOf = ({ database: engine, services }: Environment): readonly RdsDatabase[] =>
  engine?.engine === "rds"
    ? services.flatMap((service) => (service.database ? [{ service, database: service.database }] : []))
    : [];

/** GiB of a database's volume: as the spec says, in whole GiB, and no smaller than RDS makes them. */
export const storageOf = ({ size }: Database): number => Math.max(LEAST_STORAGE, Math.ceil(size / GIBIBYTE));

/** The longest identifier of a database: that of its last read replica, or its own. */
export const longestIdentifierOf = (
  platform: string,
  environment: string,
  { service, database }: RdsDatabase,
): string =>
  `${namespaceOf(platform, environment)}-${databaseOf(service.name)}${database.readReplicas > 0 ? `-read-${database.readReplicas}` : ""}`;

/** Days that RDS can go back; what lasts longer are the snapshots of AWS Backup and the portable copies. */
export const retentionDaysOf = ({ database }: Environment): number =>
  Math.min(MOST_RETENTION, Math.max(1, Math.ceil((database?.backup.retention ?? 0) / DAY)));

/** Production fails over to another zone, and nobody deletes its databases by mistake. */
export const isMultiAz = ({ database, tier }: Environment): boolean => database?.multiAz ?? tier === "prod";
export const isProtected = ({ database, tier }: Environment): boolean =>
  database?.deletionProtection ?? tier === "prod";
