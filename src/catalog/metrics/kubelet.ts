import type { Exporter } from "./exporter.ts";

const CGROUP = ["id", "image", "name"];
const VOLUME = ["persistentvolumeclaim"];

/** What the kubelet says of volumes and, at `/metrics/cadvisor`, of containers; `namespace`, `pod` and `container` are theirs. */
export const kubelet: Exporter = {
  source:
    "Kubernetes 1.35, pkg/kubelet/metrics/collectors/volume_stats.go; cAdvisor, docs/storage/prometheus.md, https://github.com/google/cadvisor; read 2026-11-23",
  labels: ["metrics_path", "node"],
  metrics: {
    container_cpu_cfs_periods_total: CGROUP,
    container_cpu_cfs_throttled_periods_total: CGROUP,
    container_cpu_usage_seconds_total: [...CGROUP, "cpu"],
    container_fs_reads_bytes_total: [...CGROUP, "device"],
    container_fs_writes_bytes_total: [...CGROUP, "device"],
    container_memory_working_set_bytes: CGROUP,
    container_network_receive_bytes_total: [...CGROUP, "interface"],
    container_network_transmit_bytes_total: [...CGROUP, "interface"],
    kubelet_running_pods: [],
    kubelet_volume_stats_available_bytes: VOLUME,
    kubelet_volume_stats_capacity_bytes: VOLUME,
    kubelet_volume_stats_inodes: VOLUME,
    kubelet_volume_stats_inodes_free: VOLUME,
    kubelet_volume_stats_used_bytes: VOLUME,
  },
};
