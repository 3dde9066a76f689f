import { type Alert, constant, type Rules, rising, secondsAgo } from "./alert.ts";

const FLUENTD = {
  look: "What Fluentd says on that node.",
  command: 'kubectl -n node-agents logs -l app.kubernetes.io/name=fluentd --tail=50 --prefix | grep "$node"',
};
const ELASTICSEARCH = {
  look: "Whether Elasticsearch is well.",
  command: "kubectl -n observability get elasticsearch,pods -l common.k8s.elastic.co/type=elasticsearch",
};

const output = (metric: string) => `fluentd_output_status_${metric}{job="fluentd"}`;
const SPACE = output("buffer_available_space_ratio");

const bufferFilling: Alert = {
  name: "LogBufferFilling",
  // Percent. Outputs without a buffer have no such series.
  expr: `min by (environment, node) (${SPACE}) < 25`,
  for: "10m",
  severity: "warning",
  summary: "Logs are piling up.",
  description:
    "The log buffer of {{ $labels.node }} has {{ $value | humanize }} % left; then lines wait in the node's log files, until those are rotated away.",
  runbook: {
    meaning:
      "Fluentd collects logs faster than it gets rid of them. When the buffer on the node's disk is full it stops reading, and what the node rotates away meanwhile is lost.",
    checks: [FLUENTD, ELASTICSEARCH],
    causes: [
      "Elasticsearch is down, full or slow.",
      "A service logs much more than usual: see the dashboard System overview.",
    ],
  },
  example: { fires: { [SPACE]: constant(22.5) }, silent: [{ [SPACE]: constant(27.5) }] },
};

const ERRORS = output("num_errors");

const retrying: Alert = {
  name: "LogDeliveryFails",
  expr: `sum by (environment, node) (increase(${ERRORS}[15m])) > 3`,
  for: "15m",
  severity: "warning",
  summary: "Logs are not accepted.",
  description: "Fluentd on {{ $labels.node }} failed to deliver {{ $value | humanize }} times within 15 minutes.",
  runbook: {
    meaning:
      "Elasticsearch refuses what Fluentd sends, or is out of reach. Fluentd tries again; until then logs are late.",
    checks: [FLUENTD, ELASTICSEARCH],
    causes: [
      "The password or CA of Fluentd's user changed.",
      "Records that do not fit the mapping.",
      "A NetworkPolicy is not applied.",
      "The disks of Elasticsearch are above the watermark.",
    ],
  },
  example: { fires: { [ERRORS]: rising(0.23) }, silent: [{ [ERRORS]: rising(0.17) }] },
};

/** Attempts to write, failed ones too. */
const WRITTEN = output("write_count");
const COLLECTED = output("emit_records");

const silentOutput: Alert = {
  name: "LogsNotDelivered",
  expr: `sum by (environment, node) (rate(${COLLECTED}[15m])) > 0\nunless on (environment, node)\nsum by (environment, node) (rate(${WRITTEN}[15m])) > 0`,
  for: "15m",
  severity: "warning",
  summary: "A node delivers no logs.",
  description: "Fluentd on {{ $labels.node }} collects logs but has not tried to deliver any for 15 minutes.",
  runbook: {
    meaning:
      "Fluentd reads logs and does not even try to send them; they wait in its buffer. What it tries in vain is LogDeliveryFails.",
    checks: [FLUENTD, ELASTICSEARCH],
    causes: ["It hangs: delete its pod, the buffer stays on the node."],
  },
  example: {
    fires: { [COLLECTED]: rising(100), [WRITTEN]: constant(5) },
    silent: [{ [COLLECTED]: rising(100), [WRITTEN]: rising(1) }],
  },
};

const health = (color: string) => `elasticsearch_cluster_health_status{job="elasticsearch", color="${color}"}`;

const elasticsearchRed: Alert = {
  name: "ElasticsearchRed",
  expr: `max by (environment) (${health("red")}) == 1`,
  for: "5m",
  severity: "warning",
  summary: "Elasticsearch has lost shards.",
  description: "Some logs can be neither searched nor written.",
  runbook: {
    meaning:
      "At least one primary shard has no node: its logs cannot be searched, and if it is written to, logs pile up on the nodes.",
    checks: [
      ELASTICSEARCH,
      { look: "Why a shard has no node: in Kibana, Dev Tools, `GET _cluster/allocation/explain`." },
    ],
    causes: [
      "Several nodes are down.",
      "Disks are above the flood stage watermark (95 %).",
      "A volume was lost: restore its indices from the snapshot.",
    ],
  },
  example: { fires: { [health("red")]: constant(1) }, silent: [{ [health("red")]: constant(0) }] },
};

const disk = (metric: string) => `elasticsearch_filesystem_data_${metric}_bytes{job="elasticsearch"}`;

const elasticsearchDisk: Alert = {
  name: "ElasticsearchDiskFilling",
  expr: `min by (environment, name) (${disk("available")} / ${disk("size")}) < 0.2`,
  for: "15m",
  severity: "warning",
  summary: "Elasticsearch is running out of disk.",
  description:
    "{{ $labels.name }} has {{ $value | humanizePercentage }} of its disk left; below 15 % it gets no further shards, below 5 % nothing is written.",
  runbook: {
    meaning:
      "A node of Elasticsearch comes near its watermarks: at 85 % no new shards, at 90 % shards move away, at 95 % its indices become read-only.",
    checks: [
      ELASTICSEARCH,
      {
        look: "Which indices are large, and whether old ones were deleted: in Kibana, Dev Tools, `GET _cat/indices?v&s=store.size:desc`.",
      },
    ],
    causes: [
      "More logs than `logging.dailyVolume` of the spec says.",
      "The lifecycle policy cannot delete: `GET _ilm/status`.",
      "A node is missing and the others carry its shards.",
    ],
  },
  example: {
    fires: { [disk("available")]: constant(18), [disk("size")]: constant(100) },
    silent: [{ [disk("available")]: constant(22), [disk("size")]: constant(100) }],
  },
};

const SNAPSHOT = 'elasticsearch_snapshot_stats_latest_snapshot_timestamp_seconds{job="elasticsearch"}';
const SCRAPED = 'up{job="elasticsearch"}';
/** The exporter says 0 of a repository without a snapshot: a new one has until its first night is over. */
const TAKEN = `(${SNAPSHOT} != 0)`;
const OLDEST = 30 * 3600;

const snapshotOld: Alert = {
  name: "LogSnapshotOld",
  expr: `time() - max by (environment) ${TAKEN} > ${OLDEST}
or
group by (environment) (${SCRAPED} offset 30h) unless on (environment) ${TAKEN}`,
  for: "15m",
  severity: "warning",
  summary: "Logs are not backed up.",
  description: "The last snapshot of the logs is older than 30 hours, or there never was one.",
  runbook: {
    meaning: "Elasticsearch took no snapshot in time. If its volumes are lost, so are the logs since the last one.",
    checks: [
      { look: "The policy and its last failure: in Kibana, Dev Tools, `GET _slm/policy?human`." },
      { look: "Whether the repository can be written: `POST _snapshot/log-snapshots/_verify`." },
    ],
    causes: [
      "The identity of the pods may not write to the bucket or use its key.",
      "No way out to S3.",
      "Shards are missing: see ElasticsearchRed.",
    ],
  },
  example: {
    fires: { [SNAPSHOT]: secondsAgo(1.1 * OLDEST) },
    silent: [{ [SNAPSHOT]: secondsAgo(0.9 * OLDEST) }, { [SNAPSHOT]: constant(0), [SCRAPED]: constant(1) }],
  },
};

/** Logs on their way and at rest. Nobody is woken: the buffers on the nodes hold them for hours. */
export const LOG_RULES: Rules = {
  recordings: [],
  alerts: [bufferFilling, retrying, silentOutput, elasticsearchRed, elasticsearchDisk, snapshotOld],
};
