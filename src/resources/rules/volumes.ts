import { type Alert, constant, type Runbook } from "./alert.ts";

const RUNBOOK: Runbook = {
  meaning:
    "A volume has little room left. PostgreSQL and Kafka stop when theirs is full, Prometheus loses what it cannot write, Elasticsearch refuses to write from 95 % on.",
  checks: [
    {
      look: "How large it is, and whose.",
      command: 'kubectl get pvc -A --field-selector "metadata.name=$persistentvolumeclaim"',
    },
    { look: "How fast it fills: `predict_linear(kubelet_volume_stats_available_bytes[6h], 86400)` in Prometheus." },
    {
      look: "To grow it, raise the size in the spec. The storage class allows it and the volume stays in use; it never shrinks.",
    },
  ],
  causes: [
    "More data than planned, or a longer retention.",
    "PostgreSQL keeps its log (WAL) because archiving fails or a replication slot is unused.",
    "A topic whose throughput is higher than `throughput` of the spec says.",
  ],
};

const MORE = { VolumeFilling: 0.15, VolumeFull: 0.05 } as const;

/** Volumes as the kubelet sees them: of pods only, so nothing of RDS, whose disks grow by themselves. */
export function volumeAlert(name: keyof typeof MORE, selector: string, example: string): Alert {
  const least = MORE[name];
  const of = (metric: string, matchers: string) => `kubelet_volume_stats_${metric}_bytes{job="kubelet", ${matchers}}`;
  const largest = (metric: string) =>
    `max by (environment, namespace, persistentvolumeclaim) (${of(metric, selector)})`;
  const filled = (free: number) => ({
    [of("available", example)]: constant(free * 1e9),
    [of("capacity", example)]: constant(1e9),
  });
  return {
    name,
    expr: `${largest("available")}\n/\n${largest("capacity")}\n< ${least}`,
    for: "10m",
    severity: name === "VolumeFull" ? "critical" : "warning",
    summary: name === "VolumeFull" ? "A volume is almost full." : "A volume is filling up.",
    description: "{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} of its room left.",
    runbook: RUNBOOK,
    // Less room is worse, so it fires below the threshold.
    example: { fires: filled(least * 0.9), silent: [filled(least * 1.1)] },
  };
}
