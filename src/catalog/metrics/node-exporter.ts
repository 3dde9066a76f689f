import type { Exporter } from "./exporter.ts";

const DEVICE = ["device"];
const FILESYSTEM = ["device", "device_error", "fstype", "mountpoint"];

/** What node-exporter says of a node, on Linux with the collectors that are on by default. */
export const nodeExporter: Exporter = {
  source:
    "node_exporter 1.12.1, collector/fixtures/e2e-output.txt, https://github.com/prometheus/node_exporter, read 2026-11-23",
  labels: ["node"],
  metrics: {
    node_cpu_seconds_total: ["cpu", "mode"],
    node_disk_io_time_seconds_total: DEVICE,
    node_disk_read_bytes_total: DEVICE,
    node_disk_written_bytes_total: DEVICE,
    node_filesystem_avail_bytes: FILESYSTEM,
    node_filesystem_files: FILESYSTEM,
    node_filesystem_files_free: FILESYSTEM,
    node_filesystem_readonly: FILESYSTEM,
    node_filesystem_size_bytes: FILESYSTEM,
    node_load1: [],
    node_load5: [],
    node_memory_MemAvailable_bytes: [],
    node_memory_MemTotal_bytes: [],
    node_network_receive_bytes_total: DEVICE,
    node_network_transmit_bytes_total: DEVICE,
    node_nf_conntrack_entries: [],
    node_nf_conntrack_entries_limit: [],
    node_pressure_cpu_waiting_seconds_total: [],
    node_pressure_io_waiting_seconds_total: [],
    node_pressure_memory_waiting_seconds_total: [],
    node_vmstat_oom_kill: [],
  },
};
