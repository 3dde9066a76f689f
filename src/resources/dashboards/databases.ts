import { databaseOf, namespaceOf } from "../../naming/names.ts";
import { type DashboardSpec, ENVIRONMENT, linkTo } from "./dashboard.ts";
import { reference } from "./grafana-panel.ts";
import { above, below, type Row, type TimeSeries } from "./panel.ts";
import { DATABASES, type Parts, PLATFORM_TAG, platformLinks } from "./platform.ts";

const CHOSEN = `${ENVIRONMENT}, database="$database"`;

/** Every PostgreSQL of the environment, whatever its engine: what postgres_exporter says, volumes where they are ours, backups. */
export const databases = (platform: string, parts: Parts): DashboardSpec => ({
  uid: DATABASES,
  title: "Database metrics",
  description: "PostgreSQL of each service: connections, load, cache, locks, replication, size, backups.",
  tags: [PLATFORM_TAG],
  variables: [{ name: "database", label: "Database", of: `pg_up{${ENVIRONMENT}}` }],
  links: platformLinks(DATABASES, parts),
  rows: [all, load, storage(platform)],
});

const by = (metric: string, condition = "") => `sum by (database) (${metric}{${ENVIRONMENT}${condition}})`;

/** Reads that found their block in the server's cache. */
const cacheHits = (selector: string) =>
  `sum by (database) (rate(pg_stat_database_blks_hit{${selector}}[$__rate_interval])) / (sum by (database) (rate(pg_stat_database_blks_hit{${selector}}[$__rate_interval])) + sum by (database) (rate(pg_stat_database_blks_read{${selector}}[$__rate_interval])) > 0)`;

/** What a server's clients do. */
export const activity = (selector: string): readonly TimeSeries[] => [
  {
    kind: "timeseries",
    title: "Connections",
    description: "By what they do, and the most that the server takes.",
    decimals: 0,
    min: 0,
    queries: [
      { expr: `sum by (state) (pg_stat_activity_count{${selector}})`, legend: "{{state}}" },
      { expr: `sum(pg_settings_max_connections{${selector}})`, legend: "most" },
    ],
  },
  {
    kind: "timeseries",
    title: "Transactions",
    description: "Transactions a second that ended well, and that were rolled back.",
    unit: "ops",
    min: 0,
    queries: [
      { expr: `sum(rate(pg_stat_database_xact_commit{${selector}}[$__rate_interval]))`, legend: "committed" },
      { expr: `sum(rate(pg_stat_database_xact_rollback{${selector}}[$__rate_interval]))`, legend: "rolled back" },
    ],
  },
];

const all: Row = {
  title: "Databases",
  lines: [
    [
      {
        kind: "table",
        title: "All databases",
        description: "A click on a database shows it below.",
        keys: { database: "Database" },
        columns: [
          {
            title: "Up",
            expr: `min by (database) (pg_up{${ENVIRONMENT}})`,
            words: { 0: "down", 1: "up" },
            thresholds: below(1),
          },
          {
            title: "Connections used",
            expr: `${by("pg_stat_activity_count")} / ${by("pg_settings_max_connections")}`,
            unit: "percentunit",
            thresholds: above(0.7, 0.85),
          },
          { title: "Cache hits", expr: cacheHits(ENVIRONMENT), unit: "percentunit", thresholds: below(0.9, 0.98) },
          { title: "Size", expr: by("pg_database_size_bytes"), unit: "bytes" },
          {
            title: "Backup age",
            expr: `time() - max by (database) (finflow_backup_success_timestamp_seconds{${ENVIRONMENT}})`,
            unit: "s",
            thresholds: above(93_600, 180_000),
          },
          {
            title: "Restore drill age",
            expr: `time() - max by (database) (finflow_restore_drill_success_timestamp_seconds{${ENVIRONMENT}})`,
            unit: "s",
            thresholds: above(691_200, 1_382_400),
          },
        ],
        link: linkTo("Show below", DATABASES, `var-database=${reference("__value.text")}`),
      },
    ],
  ],
};

const load: Row = {
  title: "Load of $database",
  lines: [
    [
      {
        kind: "stat",
        title: "Server",
        description: "Whether the exporter reaches it.",
        expr: `min(pg_up{${CHOSEN}})`,
        words: { 0: "down", 1: "up" },
        thresholds: below(1),
      },
      {
        kind: "gauge",
        title: "Connections used",
        description: "Share of the connections that the server takes. At 1 it refuses further ones.",
        expr: `sum(pg_stat_activity_count{${CHOSEN}}) / sum(pg_settings_max_connections{${CHOSEN}})`,
        unit: "percentunit",
        min: 0,
        max: 1,
        thresholds: above(0.7, 0.85),
      },
      {
        kind: "gauge",
        title: "Cache hits",
        description: "Share of reads that found their block in the server's cache.",
        expr: cacheHits(CHOSEN),
        unit: "percentunit",
        min: 0,
        max: 1,
        thresholds: below(0.9, 0.98),
      },
      {
        kind: "stat",
        title: "Deadlocks",
        description: "Within the last hour. Each ended a transaction.",
        expr: `sum(increase(pg_stat_database_deadlocks{${CHOSEN}}[1h]))`,
        decimals: 0,
        thresholds: above(1),
      },
      {
        kind: "stat",
        title: "Longest transaction",
        description:
          "Age of the oldest transaction that is still open. It holds locks and keeps VACUUM from cleaning up.",
        expr: `max(pg_stat_activity_max_tx_duration{${CHOSEN}})`,
        unit: "s",
        thresholds: above(300, 3600),
      },
    ],
    [
      ...activity(CHOSEN),
      {
        kind: "timeseries",
        title: "Locks",
        description: "Locks that are held, by mode.",
        decimals: 0,
        min: 0,
        stack: true,
        queries: [{ expr: `sum by (mode) (pg_locks_count{${CHOSEN}})`, legend: "{{mode}}" }],
      },
    ],
    [
      {
        kind: "timeseries",
        title: "Rows",
        description: "Rows a second that were read and written.",
        unit: "ops",
        min: 0,
        queries: ["fetched", "inserted", "updated", "deleted"].map((what) => ({
          expr: `sum(rate(pg_stat_database_tup_${what}{${CHOSEN}}[$__rate_interval]))`,
          legend: what,
        })),
      },
      {
        kind: "timeseries",
        title: "Temporary files",
        description: "Bytes a second that sorts and joins wrote to disk since `work_mem` was too small.",
        unit: "Bps",
        min: 0,
        queries: [
          { expr: `sum(rate(pg_stat_database_temp_bytes{${CHOSEN}}[$__rate_interval]))`, legend: "temporary files" },
        ],
      },
      {
        kind: "timeseries",
        title: "Replication",
        description: "Bytes that each standby has not replayed yet.",
        unit: "bytes",
        min: 0,
        queries: [
          {
            expr: `max by (application_name, client_addr) (pg_stat_replication_pg_wal_lsn_diff{${CHOSEN}})`,
            legend: "{{application_name}} {{client_addr}}",
          },
        ],
        none: "No standby streams from this server.",
      },
    ],
  ],
};

const storage = (platform: string): Row => {
  // A StatefulSet's claim is `data-<set>-0`, that of a CloudNativePG instance `<cluster>-1`.
  const claims = `${ENVIRONMENT}, namespace="${namespaceOf(platform, "$environment")}", persistentvolumeclaim=~"(data-)?${databaseOf("$database")}-[0-9]+(-wal)?"`;
  return {
    title: "Storage and backups of $database",
    lines: [
      [
        {
          kind: "timeseries",
          title: "Size",
          description: "Bytes of each database of the server.",
          unit: "bytes",
          min: 0,
          queries: [{ expr: `sum by (datname) (pg_database_size_bytes{${CHOSEN}})`, legend: "{{datname}}" }],
        },
        {
          kind: "timeseries",
          title: "Write-ahead log",
          description: "Bytes of the log. It grows while a standby or the archive does not take it.",
          unit: "bytes",
          min: 0,
          queries: [{ expr: `sum(pg_wal_size_bytes{${CHOSEN}})`, legend: "write-ahead log" }],
        },
        {
          kind: "timeseries",
          title: "Volumes",
          description: "Share of each volume that is used. A full one stops the server.",
          unit: "percentunit",
          min: 0,
          max: 1,
          thresholds: above(0.8, 0.9),
          lines: true,
          queries: [
            {
              expr: `1 - sum by (persistentvolumeclaim) (kubelet_volume_stats_available_bytes{${claims}}) / sum by (persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{${claims}})`,
              legend: "{{persistentvolumeclaim}}",
            },
          ],
          none: "Its volume is not in the cluster.",
        },
      ],
      [
        {
          kind: "timeseries",
          title: "Dead rows",
          description: "Rows that VACUUM has to clean up, the ten largest tables.",
          decimals: 0,
          min: 0,
          queries: [
            {
              expr: `topk(10, sum by (schemaname, relname) (pg_stat_user_tables_n_dead_tup{${CHOSEN}}))`,
              legend: "{{schemaname}}.{{relname}}",
            },
          ],
        },
        {
          kind: "stat",
          title: "Backup age",
          description: "Time since the last portable copy that was complete.",
          expr: `time() - max(finflow_backup_success_timestamp_seconds{${CHOSEN}})`,
          unit: "s",
          thresholds: above(93_600, 180_000),
        },
        {
          kind: "stat",
          title: "Restore drill age",
          description: "Time since a copy was restored and checked.",
          expr: `time() - max(finflow_restore_drill_success_timestamp_seconds{${CHOSEN}})`,
          unit: "s",
          thresholds: above(691_200, 1_382_400),
        },
      ],
    ],
  };
};
