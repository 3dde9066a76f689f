import type { Exporter } from "./exporter.ts";

const DATABASE = ["datid", "datname"];
const TABLE = ["datname", "relname", "schemaname"];
const SLOT = ["slot_name", "slot_type"];
const ACTIVITY = ["application_name", "backend_type", "datname", "state", "usename", "wait_event", "wait_event_type"];
const REPLICATION = ["application_name", "client_addr", "slot_name", "state"];

/** Collectors that run whatever the server's version: those that are on by default, and `long_running_transactions`. */
const METRICS = {
  pg_up: [],
  pg_exporter_last_scrape_error: [],
  pg_scrape_collector_success: ["collector"],
  pg_database_size_bytes: ["datname"],
  pg_database_connection_limit: ["datname"],
  pg_locks_count: ["datname", "mode"],
  pg_long_running_transactions: [],
  // An age in seconds, in spite of its name.
  pg_long_running_transactions_oldest_timestamp_seconds: [],
  pg_replication_is_replica: [],
  pg_replication_lag_seconds: [],
  pg_replication_last_replay_seconds: [],
  pg_replication_slots_active: ["database", "slot_name"],
  pg_replication_slots_pg_wal_lsn_diff: ["database", "slot_name"],
  pg_replication_slots_safe_wal_size_bytes: SLOT,
  pg_replication_slots_slot_is_active: SLOT,
  pg_settings_max_connections: [],
  pg_settings_superuser_reserved_connections: [],
  pg_stat_activity_count: ACTIVITY,
  pg_stat_activity_max_tx_duration: ACTIVITY,
  pg_stat_archiver_archived_count: [],
  pg_stat_archiver_failed_count: [],
  pg_stat_archiver_last_archive_age: [],
  pg_stat_database_blk_read_time: DATABASE,
  pg_stat_database_blk_write_time: DATABASE,
  pg_stat_database_blks_hit: DATABASE,
  pg_stat_database_blks_read: DATABASE,
  pg_stat_database_conflicts: DATABASE,
  pg_stat_database_deadlocks: DATABASE,
  pg_stat_database_numbackends: DATABASE,
  pg_stat_database_temp_bytes: DATABASE,
  pg_stat_database_tup_deleted: DATABASE,
  pg_stat_database_tup_fetched: DATABASE,
  pg_stat_database_tup_inserted: DATABASE,
  pg_stat_database_tup_returned: DATABASE,
  pg_stat_database_tup_updated: DATABASE,
  pg_stat_database_xact_commit: DATABASE,
  pg_stat_database_xact_rollback: DATABASE,
  pg_stat_replication_pg_wal_lsn_diff: REPLICATION,
  pg_stat_user_tables_n_dead_tup: TABLE,
  pg_stat_user_tables_n_live_tup: TABLE,
  pg_stat_user_tables_table_size_bytes: TABLE,
  pg_wal_segments: [],
  pg_wal_size_bytes: [],
} satisfies Exporter["metrics"];

/** PostgreSQL 17 took them out of `pg_stat_bgwriter`. */
const CHECKPOINTS_BEFORE_17 = {
  pg_stat_bgwriter_checkpoint_write_time_total: [],
  pg_stat_bgwriter_checkpoints_req_total: [],
  pg_stat_bgwriter_checkpoints_timed_total: [],
} satisfies Exporter["metrics"];

/** What came instead, by the collector `stat_checkpointer`. Times are in milliseconds. */
const CHECKPOINTS_FROM_17 = {
  pg_stat_checkpointer_buffers_written_total: [],
  pg_stat_checkpointer_num_requested_total: [],
  pg_stat_checkpointer_num_timed_total: [],
  pg_stat_checkpointer_sync_time_total: [],
  pg_stat_checkpointer_write_time_total: [],
} satisfies Exporter["metrics"];

/** What postgres_exporter says of a server of a major version, with the collectors that we switch on. */
export const postgresExporter = (major: number): Exporter => ({
  source:
    "postgres_exporter 0.20.1, collector/*.go and config.DefaultCollectorConfig, https://github.com/prometheus-community/postgres_exporter, read 2026-11-23",
  labels: ["database"],
  metrics: { ...METRICS, ...(major < 17 ? CHECKPOINTS_BEFORE_17 : CHECKPOINTS_FROM_17) },
});
