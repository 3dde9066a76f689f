import type { Exporter } from "./exporter.ts";

const DATABASE = ["datname"];
const REPLICATION = ["application_name", "client_addr", "client_port", "usename"];

/** What each instance of a CloudNativePG cluster says of itself, with the default queries and the Barman Cloud plugin. */
export const cloudnativePg: Exporter = {
  source:
    "CloudNativePG 1.30, docs/src/monitoring.md and config/manager/default-monitoring.yaml, https://github.com/cloudnative-pg/cloudnative-pg; plugin-barman-cloud, internal/cnpgi/instance/metrics.go, https://github.com/cloudnative-pg/plugin-barman-cloud; read 2026-11-23",
  labels: ["database"],
  metrics: {
    // 0 until there is one.
    barman_cloud_cloudnative_pg_io_first_recoverability_point: [],
    barman_cloud_cloudnative_pg_io_last_available_backup_timestamp: [],
    barman_cloud_cloudnative_pg_io_last_failed_backup_timestamp: [],
    cnpg_backends_max_tx_duration_seconds: ["application_name", "datname", "state", "usename"],
    cnpg_backends_total: ["application_name", "datname", "state", "usename"],
    cnpg_backends_waiting_total: [],
    cnpg_collector_fencing_on: [],
    cnpg_collector_last_collection_error: [],
    cnpg_collector_nodes_used: [],
    cnpg_collector_pg_wal: ["value"],
    cnpg_collector_pg_wal_archive_status: ["value"],
    cnpg_collector_sync_replicas: ["value"],
    cnpg_collector_up: ["cluster"],
    cnpg_pg_database_size_bytes: DATABASE,
    cnpg_pg_database_xid_age: DATABASE,
    cnpg_pg_replication_in_recovery: [],
    cnpg_pg_replication_is_wal_receiver_up: [],
    // Seconds.
    cnpg_pg_replication_lag: [],
    cnpg_pg_replication_streaming_replicas: [],
    cnpg_pg_settings_setting: ["name"],
    cnpg_pg_stat_archiver_archived_count: [],
    cnpg_pg_stat_archiver_failed_count: [],
    cnpg_pg_stat_archiver_last_archived_time: [],
    cnpg_pg_stat_archiver_last_failed_time: [],
    cnpg_pg_stat_archiver_seconds_since_last_archival: [],
    cnpg_pg_stat_database_deadlocks: DATABASE,
    cnpg_pg_stat_replication_replay_lag_seconds: REPLICATION,
  },
};
