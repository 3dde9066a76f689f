import { bucketsOf } from "../../../model/data-stores.ts";
import type { Environment } from "../../../model/platform.ts";
import { ACCESS_LOGS_PURPOSE, BACKUPS_PURPOSE, LOG_SNAPSHOTS_PURPOSE } from "../../../naming/names.ts";
import { DAY } from "../../../schema/quantity.ts";
import { overlap, parseWindow } from "../../../schema/window.ts";
import type { EnvironmentContext } from "../../kubernetes/context.ts";
import { bool, map, number, object, optional, type ValueOf, type ValuesOf, variable } from "../types.ts";

const bucket = object({
  noncurrent_days: number,
  expire_days: optional(map(number), {}),
  lock_days: optional(number),
  load_balancer_logs: optional(bool, false),
});

const vault = object({ hour_utc: number, retention_days: number, lock_days: optional(number) });

/** The root's variables that say where data lies beside databases and volumes. */
export const storageVariables = {
  buckets: variable(
    map(bucket),
    "Buckets by purpose: days until what was deleted or replaced is gone, and until objects below a prefix are; days that no object can be deleted or replaced; and whether the load balancer writes its access logs there.",
    [
      {
        condition:
          "alltrue([for bucket in values(var.buckets) : bucket.lock_days == null ? true : bucket.lock_days >= 1])",
        message: "A lock lasts one day or more.",
      },
      {
        condition:
          'alltrue([for purpose in keys(var.buckets) : length("${var.platform}-${var.environment}-${purpose}-${var.account}") <= 63])',
        message: "The name of a bucket has at most 63 characters.",
      },
    ],
  ),
  backup_vaults: variable(
    map(vault),
    "Vaults of AWS Backup that take a snapshot of every RDS database each day: from which hour on, how long it is kept, and how long whoever wants it gone.",
    [
      {
        condition:
          'alltrue([for vault in values(var.backup_vaults) : vault.retention_days >= (var.tier == "prod" ? 30 : 1)])',
        message: "Snapshots are kept for a day or more, in production for 30.",
      },
      {
        condition:
          "alltrue([for vault in values(var.backup_vaults) : vault.lock_days == null ? true : vault.lock_days <= vault.retention_days])",
        message: "No snapshot can be locked for longer than it is kept.",
      },
    ],
  ),
};

/** The vault with the snapshots of databases. */
const DATABASES_VAULT = "databases";

/** Days in which a deletion by mistake can be taken back: long for what exists once, short for logs. */
const RECOVERY_DAYS = 30;
const LOG_RECOVERY_DAYS = 7;

/** Days that records of restore drills are kept: an auditor asks for a year. */
const DRILL_DAYS = 365;

/** Days that the load balancer's access logs are kept. */
const ACCESS_LOG_DAYS = 90;

export function storageValues({ environment }: EnvironmentContext): ValuesOf<typeof storageVariables> {
  const { database, services } = environment;
  const hasDatabases = services.some((service) => service.database !== undefined);
  const retention = Math.ceil((database?.backup.retention ?? 0) / DAY);
  const lock = database?.backup.lock === undefined ? {} : { lock_days: Math.ceil(database.backup.lock / DAY) };
  const known: Readonly<Record<string, ValueOf<typeof bucket>>> = {
    [ACCESS_LOGS_PURPOSE]: {
      noncurrent_days: LOG_RECOVERY_DAYS,
      expire_days: { "AWSLogs/": ACCESS_LOG_DAYS },
      load_balancer_logs: true,
    },
    // Barman deletes what it wrote below cnpg/ itself: a base backup is worth nothing without all of its log.
    [BACKUPS_PURPOSE]: {
      noncurrent_days: RECOVERY_DAYS,
      expire_days: { "configuration/": retention, "databases/": retention, "drills/": DRILL_DAYS },
      ...lock,
    },
    // Elasticsearch knows which objects its snapshots share, so none expires.
    [LOG_SNAPSHOTS_PURPOSE]: { noncurrent_days: LOG_RECOVERY_DAYS },
  };
  return {
    buckets: Object.fromEntries(
      bucketsOf(environment).map((purpose) => [purpose, known[purpose] ?? { noncurrent_days: RECOVERY_DAYS }]),
    ),
    backup_vaults:
      hasDatabases && database?.engine === "rds"
        ? { [DATABASES_VAULT]: { hour_utc: quietHourOf(database), retention_days: retention, ...lock } }
        : {},
  };
}

/** After the night, in which RDS takes its own snapshots and pods take the portable copies. */
const FIRST_HOUR = 7;

/**
 * The hour (UTC) in which AWS Backup starts its snapshots of RDS: it starts none in the window of RDS's own snapshot, in
 * that of maintenance, and in the hour before either.
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
 */
function quietHourOf({ backup, maintenance }: NonNullable<Environment["database"]>): number {
  const taken = [backup.window, maintenance].flatMap((text) => parseWindow(text) ?? []);
  const hours = Array.from({ length: 24 }, (_, index) => (FIRST_HOUR + index) % 24);
  const isQuiet = (hour: number) => {
    // From its start to its end an hour, and an hour until a window may begin.
    const start = { start: hour * 60, length: 120, period: (24 * 60) as 1440 };
    return !taken.some((window) => overlap(start, window));
  };
  return hours.find(isQuiet) ?? FIRST_HOUR;
}
