import type { Environment, Service } from "../../model/platform.ts";
import { BACKUP_SESSION } from "../../naming/backups.ts";
import { databaseBackupOf, databaseOf, restoreDrillOf } from "../../naming/names.ts";
import { longestGap, parseSchedule } from "../../schema/cron.ts";
import { type Alert, constant, type Rules, type Runbook, rising, secondsAgo } from "./alert.ts";
import { KUBE, nothing } from "./expressions.ts";
import { volumeAlert } from "./volumes.ts";

type Database = NonNullable<Environment["database"]>;

/**
 * What the database of a service records and alerts on. Of RDS there are no disks, archives and base backups in here:
 * AWS keeps and watches those, and its metrics are CloudWatch's.
 */
export function rulesOfDatabase({ database }: Environment, service: Service): Rules {
  if (database === undefined) return { recordings: [], alerts: [] };
  const { name } = service;
  const jobs = [backupJob(name, database), drillJob(name)];
  return {
    recordings: [
      {
        name: "backups",
        rules: jobs.map(({ record, cronJob }) => ({
          record,
          labels: { database: name },
          expr: `max by (environment) (kube_cronjob_status_last_successful_time{${KUBE}, cronjob="${cronJob}"})`,
        })),
      },
    ],
    alerts: [
      databaseDown(name),
      connectionsHigh(name),
      transactionOld(name),
      deadlocks(name),
      ...jobs.map((job) => ageAlert(name, job)),
      ...engineAlerts(database, service).map((alert) => ({ ...alert, part: database.engine })),
    ],
  };
}

function engineAlerts(database: Database, service: Service): readonly Alert[] {
  const { name } = service;
  switch (database.engine) {
    case "rds":
      return (service.database?.readReplicas ?? 0) > 0 ? [replicaBehind(name)] : [];
    case "statefulset":
      return [volume(name, `data-${databaseOf(name)}-0`)];
    case "cnpg":
      return [
        volume(name, `${databaseOf(name)}-1`),
        standbyBehind(name),
        walArchivingFails(name),
        baseBackupOld(name, database),
      ];
  }
}

const DAY = 86_400;
const HOUR = 3600;

function databaseDown(name: string): Alert {
  const up = `pg_up{job="postgresql", database="${name}"}`;
  const exporter = { [`up{${KUBE}}`]: constant(1) };
  return {
    name: "DatabaseDown",
    expr: nothing(`group by (environment) (${up} == 1)`),
    for: "3m",
    severity: "critical",
    summary: `The database of ${name} is down.`,
    description: `Nobody can connect to the database of ${name}, or its exporter is gone.`,
    runbook: {
      meaning:
        "The exporter of the database cannot connect to it, or is gone itself. If the service cannot connect either, it fails whatever needs its data.",
      checks: [
        {
          look: "What the exporter says: it names the error.",
          command: 'kubectl -n "$namespace" logs "deployment/$service-db-exporter" --tail=20',
        },
        {
          look: "Whether the service has the same trouble.",
          command:
            'kubectl -n "$namespace" logs "deployment/$service" --since=10m | grep -i -E "postgres|database|connect"',
        },
        {
          look: "The server, where it runs in the cluster.",
          command: 'kubectl -n "$namespace" get pods,pvc -l "app.kubernetes.io/name=$service-db"',
        },
        {
          look: "The server, where AWS runs it.",
          command: "aws rds describe-events --source-type db-instance --duration 60",
        },
      ],
      causes: [
        "A failover: over within minutes.",
        "The volume is full; see VolumeFull.",
        "The password was rotated and a Secret is old.",
        "A NetworkPolicy or security group is not applied.",
      ],
    },
    example: { fires: { ...exporter, [up]: constant(0) }, silent: [{ ...exporter, [up]: constant(1) }] },
  };
}

function connectionsHigh(name: string): Alert {
  const used = `pg_stat_activity_count{job="postgresql", database="${name}"}`;
  const most = `pg_settings_max_connections{job="postgresql", database="${name}"}`;
  return {
    name: "DatabaseConnectionsHigh",
    expr: `sum by (environment, instance) (${used})\n/\nmax by (environment, instance) (${most})\n> 0.8`,
    for: "10m",
    severity: "warning",
    summary: `The database of ${name} is running out of connections.`,
    description: `{{ $value | humanizePercentage }} of the connections that the database of ${name} admits are in use.`,
    runbook: {
      meaning:
        "Nearly all connections of the server are in use. When there is none left, every further one is refused, those of the service's new replicas first.",
      checks: [
        {
          look: "Who holds them and what they do: the dashboard Database metrics, or `SELECT usename, application_name, state, count(*) FROM pg_stat_activity GROUP BY 1, 2, 3 ORDER BY 4 DESC`.",
        },
      ],
      causes: [
        "Connections that are opened outside the pool or never given back.",
        "More processes or replicas than `database.pool` and `scale.max` of the spec say.",
        "Sessions that stay `idle in transaction`.",
      ],
    },
    example: {
      fires: { [used]: constant(88), [most]: constant(100) },
      silent: [{ [used]: constant(72), [most]: constant(100) }],
    },
  };
}

function transactionOld(name: string): Alert {
  // The dump is one long transaction, and so is a vacuum.
  const ageOf = (application: string) =>
    `pg_stat_activity_max_tx_duration{job="postgresql", database="${name}", backend_type="client backend", application_name${application}}`;
  const series = (application: string) => ageOf(`="${application}"`);
  return {
    name: "DatabaseTransactionOld",
    expr: `max by (environment, datname, usename, state) (${ageOf(`!="${BACKUP_SESSION}"`)}) > 3600`,
    for: "5m",
    severity: "warning",
    summary: `A transaction in the database of ${name} does not end.`,
    description:
      "A transaction of {{ $labels.usename }} ({{ $labels.state }}) has been open for {{ $value | humanizeDuration }}.",
    runbook: {
      meaning:
        "A transaction has been open for more than an hour. Until it ends no vacuum removes what was deleted since, tables grow, and its locks make others wait.",
      checks: [
        {
          look: "Which it is: `SELECT pid, usename, state, xact_start, query FROM pg_stat_activity WHERE xact_start < now() - interval '1 hour'`.",
        },
        { look: "If nobody needs it: `SELECT pg_terminate_backend(<pid>)`." },
      ],
      causes: [
        "Code that opens a transaction and then waits for something else.",
        "A report or a migration that takes longer than expected.",
        "A session that somebody left open.",
      ],
    },
    example: {
      fires: { [series("app")]: constant(3600 * 1.1) },
      silent: [{ [series("app")]: constant(3600 * 0.9), [series(BACKUP_SESSION)]: constant(7200) }],
    },
  };
}

function deadlocks(name: string): Alert {
  const count = `pg_stat_database_deadlocks{job="postgresql", database="${name}"}`;
  return {
    name: "DatabaseDeadlocks",
    expr: `sum by (environment) (increase(${count}[1h])) > 5`,
    for: "1m",
    severity: "warning",
    summary: `The database of ${name} has deadlocks.`,
    description: `{{ $value | humanize }} transactions of ${name} were ended within an hour since they waited for each other.`,
    runbook: {
      meaning:
        "Transactions waited for each other in a circle; PostgreSQL ended one of each. Their callers saw an error or tried again.",
      checks: [{ look: "Both statements stand in the server's log after `deadlock detected`." }],
      causes: ["Code that locks the same rows in different orders.", "A migration beside normal work."],
    },
    example: { fires: { [count]: rising(0.11) }, silent: [{ [count]: rising(0.07) }] },
  };
}

const BEHIND: Runbook = {
  meaning:
    "A replica of the database is far behind. What reads from it sees old data, and after a failover what it does not have yet is missing or has to be replayed first.",
  checks: [
    {
      look: "How far each replica is: `SELECT application_name, state, pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) FROM pg_stat_replication` on the primary.",
    },
    { look: "Whether it lacks CPU or disk: the dashboard Database metrics." },
  ],
  causes: [
    "A bulk load or migration writes more than the replica can replay.",
    "A long query on the replica holds up the replay.",
    "The replica's disk is slower or full.",
  ],
};

/** The primary knows how much it has sent ahead; the exporter does not ask the replicas. */
function replicaBehind(name: string): Alert {
  const gap = `pg_stat_replication_pg_wal_lsn_diff{job="postgresql", database="${name}"}`;
  return {
    name: "DatabaseReplicaBehind",
    expr: `max by (environment, application_name) (${gap}) > 1073741824`,
    for: "10m",
    severity: "warning",
    summary: `A replica of the database of ${name} is behind.`,
    description: "{{ $labels.application_name }} has {{ $value | humanize1024 }}B of changes not replayed yet.",
    runbook: BEHIND,
    example: { fires: { [gap]: constant(1.1 * 2 ** 30) }, silent: [{ [gap]: constant(0.9 * 2 ** 30) }] },
  };
}

function standbyBehind(name: string): Alert {
  const lag = `cnpg_pg_replication_lag{job="cnpg", database="${name}"}`;
  return {
    name: "DatabaseReplicaBehind",
    expr: `max by (environment, pod) (${lag}) > 300`,
    for: "5m",
    severity: "warning",
    summary: `A replica of the database of ${name} is behind.`,
    description: "{{ $labels.pod }} is {{ $value | humanizeDuration }} behind the primary.",
    runbook: BEHIND,
    example: { fires: { [lag]: constant(330) }, silent: [{ [lag]: constant(270) }] },
  };
}

function walArchivingFails(name: string): Alert {
  const series = (metric: string) => `cnpg_pg_stat_archiver_last_${metric}_time{job="cnpg", database="${name}"}`;
  const [failed, archived] = [series("failed"), series("archived")];
  return {
    name: "DatabaseWalArchivingFails",
    // Each is -1 where it never happened.
    expr: `max by (environment, pod) (${failed})\n>\nmax by (environment, pod) (${archived})`,
    for: "15m",
    severity: "critical",
    summary: `The write-ahead log of ${name} is not archived.`,
    description: `{{ $labels.pod }} cannot archive the log: point in time recovery ends here, and the volume fills up.`,
    runbook: {
      meaning:
        "PostgreSQL cannot copy its write-ahead log to the bucket. A restore reaches only to the last archived segment, and the server keeps all others until its volume is full.",
      checks: [
        {
          look: "Why the last attempt failed.",
          command: 'kubectl -n "$namespace" logs "$pod" -c plugin-barman-cloud --tail=50',
        },
        {
          look: "The state of the cluster and of its archive.",
          command: 'kubectl -n "$namespace" describe cluster.postgresql.cnpg.io "$service-db"',
        },
      ],
      causes: [
        "The identity of the pods may not write to the bucket or use its key.",
        "No way out to S3: NetworkPolicy, endpoint, DNS.",
        "The bucket holds an archive of another cluster of the same name.",
      ],
    },
    example: {
      fires: { [failed]: constant(6000), [archived]: constant(5000) },
      silent: [{ [failed]: constant(5000), [archived]: constant(6000) }],
    },
  };
}

const volume = (name: string, claim: string): Alert =>
  volumeAlert(
    "VolumeFilling",
    `persistentvolumeclaim=~"(data-)?${databaseOf(name)}-[0-9]+(-wal)?"`,
    `persistentvolumeclaim="${claim}"`,
  );

/** A CronJob whose successes are watched by age, and how old the last may be. */
interface WatchedJob {
  readonly alert: string;
  readonly record: string;
  readonly cronJob: string;
  /** Seconds. */
  readonly oldest: number;
  readonly what: string;
  readonly runbook: Runbook;
}

/** Time that a job gets to be done, beyond the longest time between two starts. Seconds. */
const SLACK = 4 * HOUR;

/** The longest time between two base backups or copies, in seconds; a schedule that the schema let pass can be read. */
const periodOf = ({ backup }: Database): number => {
  const schedule = parseSchedule(backup.schedule);
  return schedule === undefined ? DAY : longestGap(schedule) / 1000;
};

const backupJob = (name: string, database: Database): WatchedJob => ({
  alert: "DatabaseBackupOld",
  record: "finflow_backup_success_timestamp_seconds",
  cronJob: databaseBackupOf(name),
  oldest: periodOf(database) + SLACK,
  what: "portable copy",
  runbook: {
    meaning:
      "The portable copy of the database (pg_dump to the bucket) was not taken in time. Recovery to a point in time, where the engine has it, does not depend on it.",
    checks: [
      {
        look: "The last runs.",
        command: 'kubectl -n "$namespace" get cronjobs,jobs -l "app.kubernetes.io/name=$service-db-backup"',
      },
      {
        look: "Why the last one failed: its last line says so.",
        command:
          'kubectl -n "$namespace" logs -l "app.kubernetes.io/name=$service-db-backup" --all-containers --tail=20 --prefix',
      },
      {
        look: "Then take one now.",
        command: 'kubectl -n "$namespace" create job --from="cronjob/$service-db-backup" "$service-db-backup-now"',
      },
    ],
    causes: [
      "The CronJob is suspended.",
      "The database grew and the deadline of the job is too short, or its scratch space too small.",
      "The identity may not write to the bucket, or S3 is out of reach.",
    ],
  },
});

const drillJob = (name: string): WatchedJob => ({
  alert: "RestoreDrillOld",
  record: "finflow_restore_drill_success_timestamp_seconds",
  cronJob: restoreDrillOf(name),
  oldest: 35 * DAY,
  what: "restore drill",
  runbook: {
    meaning:
      "For more than 35 days nobody has shown that a copy of the database can be restored. A backup that was never restored is a hope.",
    checks: [
      {
        look: "The last runs.",
        command: 'kubectl -n "$namespace" get cronjobs,jobs -l "app.kubernetes.io/name=$service-db-drill"',
      },
      {
        look: "Which step or assertion failed.",
        command:
          'kubectl -n "$namespace" logs -l "app.kubernetes.io/name=$service-db-drill" --all-containers --tail=50 --prefix',
      },
      {
        look: "Then run it now.",
        command: 'kubectl -n "$namespace" create job --from="cronjob/$service-db-drill" "$service-db-drill-now"',
      },
    ],
    causes: [
      "There is no copy to restore: see DatabaseBackupOld.",
      "The copy is damaged, or not what the assertions of the spec expect.",
      "The CronJob is suspended.",
    ],
  },
});

/** By age since the last success, or since the job exists where it never had one; a job that is not there is infinitely late. */
function ageAlert(name: string, { alert, record, cronJob, oldest, what, runbook }: WatchedJob): Alert {
  const series = (metric: string) => `${metric}{${KUBE}, cronjob="${cronJob}"}`;
  const [success, created] = [series("kube_cronjob_status_last_successful_time"), series("kube_cronjob_created")];
  const jobs = { [`up{${KUBE}}`]: constant(1), [created]: secondsAgo(400 * DAY) };
  return {
    name: alert,
    expr: `time() - (
  max by (environment) (${record}{database="${name}"})
  or
  max by (environment) (${created})
) > ${oldest}
or
Inf * (${nothing(created)})`,
    for: "15m",
    severity: "warning",
    summary: `The last ${what} of the database of ${name} is too old.`,
    description: `The last successful ${what} of ${name} is {{ $value | humanizeDuration }} old, or there never was one.`,
    runbook,
    example: {
      fires: { ...jobs, [success]: secondsAgo(1.1 * oldest) },
      silent: [
        { ...jobs, [success]: secondsAgo(0.9 * oldest) },
        // New, and not due yet.
        { [`up{${KUBE}}`]: constant(1), [created]: secondsAgo(0.9 * oldest) },
      ],
    },
  };
}

/** The real backup of CloudNativePG. The plugin says 0 until there is one. */
function baseBackupOld(name: string, database: Database): Alert {
  const last = `barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{job="cnpg", database="${name}"}`;
  const oldest = periodOf(database) + SLACK;
  return {
    name: "DatabaseBaseBackupOld",
    expr: `time() - max by (environment) (${last}) > ${oldest}`,
    for: "15m",
    // A cluster is not a day old on its first day: nobody is woken by what is 0 because it is new.
    severity: "warning",
    summary: `The last base backup of the database of ${name} is too old.`,
    description: `The last base backup of ${name} was taken {{ $value | humanizeDuration }} ago, or there never was one.`,
    runbook: {
      meaning:
        "CloudNativePG took no base backup in time. Recovery needs one, and the log since then: each day makes it slower, and nothing may expire.",
      checks: [
        {
          look: "The backups and their errors.",
          command:
            'kubectl -n "$namespace" get backups.postgresql.cnpg.io,scheduledbackups.postgresql.cnpg.io -l "cnpg.io/cluster=$service-db"',
        },
        {
          look: "What the plugin says.",
          command:
            'kubectl -n "$namespace" logs -l "cnpg.io/cluster=$service-db" -c plugin-barman-cloud --tail=50 --prefix',
        },
      ],
      causes: [
        "The identity of the pods may not write to the bucket or use its key.",
        "No way out to S3.",
        "The ScheduledBackup is suspended.",
      ],
    },
    example: { fires: { [last]: secondsAgo(1.1 * oldest) }, silent: [{ [last]: secondsAgo(0.9 * oldest) }] },
  };
}
