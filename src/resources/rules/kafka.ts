import type { Platform } from "../../model/platform.ts";
import { kafkaClusterOf } from "../../naming/names.ts";
import { type Alert, constant, EXAMPLE_MINUTES, type Rules, type Runbook } from "./alert.ts";
import { KUBE, nothing } from "./expressions.ts";
import { volumeAlert } from "./volumes.ts";

/** What the brokers alert on, all together: a topic is nobody's alone, and no service is named here. */
export const rulesOfKafka = (platform: Platform): Rules => ({
  recordings: [],
  alerts: [
    kafkaDown,
    partitions("KafkaPartitionsOffline", "kafka_controller_kafkacontroller_offlinepartitionscount", "max", {
      for: "2m",
      severity: "critical",
      summary: "Kafka partitions are offline.",
      description: "{{ $value }} partitions have no leader: nobody can write or read them.",
      runbook: OFFLINE,
    }),
    partitions("KafkaPartitionsUnderMinIsr", "kafka_server_replicamanager_underminisrpartitioncount", "sum", {
      for: "5m",
      severity: "critical",
      summary: "Kafka refuses writes.",
      description:
        "{{ $value }} partitions have fewer replicas in sync than `min.insync.replicas`: writes that ask for all are refused.",
      runbook: REPLICAS,
    }),
    partitions("KafkaLogDirectoryOffline", "kafka_log_logmanager_offlinelogdirectorycount", "sum", {
      for: "2m",
      severity: "critical",
      summary: "A Kafka broker lost its disk.",
      description: "{{ $value }} log directories are offline.",
      runbook: DIRECTORY,
    }),
    controllers,
    partitions("KafkaPartitionsUnderReplicated", "kafka_server_replicamanager_underreplicatedpartitions", "sum", {
      for: "15m",
      severity: "warning",
      summary: "Kafka partitions lack replicas.",
      description:
        "{{ $value }} partitions have replicas that are not in sync; the next failure may lose data or stop writes.",
      runbook: REPLICAS,
    }),
    nodeDown,
    // Strimzi's names: data-<volume>-<cluster>-<pool>-<id>.
    volumeAlert(
      "VolumeFilling",
      `persistentvolumeclaim=~"data-[0-9]+-${kafkaClusterOf(platform.name)}-.+"`,
      `persistentvolumeclaim="data-0-${kafkaClusterOf(platform.name)}-broker-0"`,
    ),
    certificateExpires,
  ],
});

const PODS = {
  look: "The brokers and controllers.",
  command: 'kubectl -n "$namespace" get pods,strimzipodsets -l strimzi.io/kind=Kafka -o wide',
};
const STATE = {
  look: "What Strimzi says about the cluster.",
  command: 'kubectl -n "$namespace" describe kafkas.kafka.strimzi.io',
};

const OFFLINE: Runbook = {
  meaning:
    "Partitions have no leader: all their replicas are down, or those in sync are. Whoever writes to or reads from them waits or fails.",
  checks: [PODS, STATE, { look: "Which partitions, asked of Prometheus: `kafka_topic_partition_leader < 0`." }],
  causes: [
    "Several brokers are down at once: nodes of several zones, a failed update.",
    "The controllers have no quorum; see KafkaControllerAbnormal.",
  ],
};

const REPLICAS: Runbook = {
  meaning:
    "Partitions have fewer replicas in sync than they should. As long as `min.insync.replicas` are left, everything works, with less in reserve; below it, writes are refused.",
  checks: [
    PODS,
    { look: "Which partitions, asked of Prometheus: `kafka_topic_partition_under_replicated_partition == 1`." },
  ],
  causes: [
    "A broker is down or restarts: an update, a drained node.",
    "A broker cannot follow: its disk or network is saturated.",
    "A broker came back with an empty volume and copies everything.",
  ],
};

const DIRECTORY: Runbook = {
  meaning:
    "A broker could not write to its volume and took it out of use. Its partitions live from their other replicas.",
  checks: [
    PODS,
    {
      look: "The error of the file system.",
      command:
        'kubectl -n "$namespace" logs -l strimzi.io/broker-role=true -c kafka --since=30m --prefix | grep -i "log dir"',
    },
  ],
  causes: [
    "The volume is full; see VolumeFull.",
    "The EBS volume or its node failed: delete the pod, and the volume is attached to another node.",
  ],
};

function partitions(
  name: string,
  metric: string,
  operation: "max" | "sum",
  rest: Pick<Alert, "for" | "severity" | "summary" | "description" | "runbook">,
): Alert {
  const series = `${metric}{job="kafka"}`;
  return {
    name,
    expr: `${operation} by (environment) (${series}) > 0`,
    ...rest,
    example: { fires: { [series]: constant(1) }, silent: [{ [series]: constant(0) }] },
  };
}

const UP = 'up{job="kafka"}';

const kafkaDown: Alert = {
  name: "KafkaDown",
  expr: nothing(`group by (environment) (${UP} == 1)`),
  for: "3m",
  severity: "critical",
  summary: "Kafka is down.",
  description: "No broker or controller answers.",
  runbook: {
    meaning:
      "Prometheus reaches no broker and no controller. If clients do not either, nothing is published or consumed.",
    checks: [
      PODS,
      STATE,
      {
        look: "What the operator does.",
        command: "kubectl -n strimzi-system logs deployment/strimzi-cluster-operator --since=30m --tail=100",
      },
    ],
    causes: [
      "The whole cluster was deleted or cannot start after a change of its configuration.",
      "No node has room for the brokers, or their zone is gone.",
      "Only the metrics are out of reach: NetworkPolicy, PodMonitor.",
    ],
  },
  example: {
    fires: { [`up{${KUBE}}`]: constant(1), [UP]: constant(0) },
    silent: [{ [`up{${KUBE}}`]: constant(1), [UP]: constant(1) }],
  },
};

const nodeUp = (name: string) => UP.replace("}", `, pod="${name}"}`);

const nodeDown: Alert = {
  name: "KafkaNodeDown",
  expr: `max by (environment, pod) (${UP}) == 0`,
  for: "10m",
  severity: "warning",
  summary: "A Kafka broker or controller is down.",
  description: "{{ $labels.pod }} has not answered for 10 minutes.",
  runbook: {
    meaning: "One broker or controller is down; the others carry its load.",
    checks: [
      PODS,
      {
        look: "Its last words.",
        command: 'kubectl -n "$namespace" logs "$pod" -c kafka --previous --tail=100',
      },
    ],
    causes: [
      "Its node was drained or lost, and its volume waits for a node of its zone.",
      "Too little memory.",
      "Its volume is full.",
    ],
  },
  example: {
    fires: { [nodeUp("broker-0")]: constant(0) },
    silent: [{ [nodeUp("broker-0")]: constant(1) }],
  },
};

const ACTIVE = 'kafka_controller_kafkacontroller_activecontrollercount{job="kafka"}';

const controllers: Alert = {
  name: "KafkaControllerAbnormal",
  expr: `sum by (environment) (${ACTIVE}) != 1`,
  for: "3m",
  severity: "critical",
  summary: "Kafka has no controller, or several.",
  description: "{{ $value }} controllers are active; there has to be one.",
  runbook: {
    meaning:
      "Without one active controller no leader is elected and no topic changed: the next broker that goes takes its partitions with it.",
    checks: [
      PODS,
      {
        look: "Who is in the quorum, as the controllers say.",
        command:
          'kubectl -n "$namespace" logs -l strimzi.io/controller-role=true -c kafka --tail=50 --prefix | grep -i -E "quorum|leader|epoch"',
      },
    ],
    causes: [
      "More than half of the controllers are down.",
      "The controllers do not reach each other: NetworkPolicy, certificates.",
    ],
  },
  example: { fires: { [ACTIVE]: constant(0) }, silent: [{ [ACTIVE]: constant(1) }] },
};

const EXPIRY = 'strimzi_certificate_expiration_timestamp_ms{job="strimzi"}';
const DAY = 86_400;

const expiresIn = (seconds: number) => constant((EXAMPLE_MINUTES * 60 + seconds) * 1000);

const certificateExpires: Alert = {
  name: "KafkaCertificateExpires",
  expr: `min by (environment, cluster, type) (${EXPIRY}) / 1000 - time() < ${14 * DAY}`,
  for: "1h",
  severity: "warning",
  summary: "A CA of Kafka expires soon.",
  description:
    "The {{ $labels.type }} of {{ $labels.cluster }} expires in {{ $value | humanizeDuration }}; Strimzi should have renewed it.",
  runbook: {
    meaning:
      "Strimzi renews its CAs 30 days before they expire. This one was not renewed; when it expires, brokers and clients stop trusting each other.",
    checks: [
      STATE,
      {
        look: "What the operator says.",
        command: "kubectl -n strimzi-system logs deployment/strimzi-cluster-operator --since=24h | grep -i certificate",
      },
    ],
    causes: [
      "The operator is down or paused.",
      "It renews only in the maintenance windows of the Kafka resource, and there was none.",
    ],
  },
  example: {
    fires: { [EXPIRY]: expiresIn(0.9 * 14 * DAY) },
    silent: [{ [EXPIRY]: expiresIn(1.1 * 14 * DAY) }],
  },
};
