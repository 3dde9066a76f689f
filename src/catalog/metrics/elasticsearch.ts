import type { Exporter } from "./exporter.ts";

const NODE = ["cluster", "es_client_node", "es_data_node", "es_ingest_node", "es_master_node", "host", "name"];
const REPOSITORY = ["repository"];

/** What elasticsearch_exporter says, with the collectors `snapshots` and, of all nodes, the default ones. */
export const elasticsearch: Exporter = {
  source:
    "elasticsearch_exporter 1.11, collector/{cluster_health,nodes,snapshots}.go, https://github.com/prometheus-community/elasticsearch_exporter, read 2026-11-23",
  labels: [],
  metrics: {
    elasticsearch_cluster_health_number_of_nodes: ["cluster"],
    elasticsearch_cluster_health_status: ["cluster", "color"],
    elasticsearch_cluster_health_unassigned_shards: ["cluster"],
    elasticsearch_filesystem_data_available_bytes: [...NODE, "mount", "path"],
    elasticsearch_filesystem_data_size_bytes: [...NODE, "mount", "path"],
    elasticsearch_indices_docs: NODE,
    elasticsearch_jvm_memory_max_bytes: [...NODE, "area"],
    elasticsearch_jvm_memory_used_bytes: [...NODE, "area"],
    elasticsearch_snapshot_stats_latest_snapshot_timestamp_seconds: REPOSITORY,
    elasticsearch_snapshot_stats_number_of_snapshots: REPOSITORY,
  },
};
