import { charts } from "../../catalog/charts.ts";
import { compareText } from "../../diagnostics/diagnostic.ts";
import { isScaled } from "../../model/capacity.ts";
import type { Environment } from "../../model/platform.ts";
import { NODE_AGENTS_NAMESPACE, OBSERVABILITY_NAMESPACE } from "../../naming/names.ts";
import { type Alert, constant, secondsAgo } from "./alert.ts";
import { KUBE } from "./expressions.ts";
import { volumeAlert } from "./volumes.ts";

/** What is wrong with the nodes, the namespaces and what everybody stands on. */
export const clusterAlerts = (environment: Environment): readonly Alert[] => [
  volumeAlert("VolumeFull", 'persistentvolumeclaim!=""', 'persistentvolumeclaim="any"'),
  nodeNotReady,
  nodePressure,
  nodeDisk,
  nodeMemory,
  volumeAlert(
    "VolumeFilling",
    `namespace="${OBSERVABILITY_NAMESPACE}"`,
    `namespace="${OBSERVABILITY_NAMESPACE}", persistentvolumeclaim="prometheus-prometheus-db-prometheus-prometheus-0"`,
  ),
  quota,
  budget,
  daemonSet,
  crashLooping,
  secret,
  // Where it issues the certificates of the databases; it has no other work here.
  ...(hasCertificates(environment) ? [certificate] : []),
  ...(isScaled(environment) ? [waitingPods] : []),
];

const hasCertificates = ({ services, database }: Environment): boolean =>
  database?.engine === "statefulset" && services.some((service) => service.database !== undefined);

const condition = (name: string, status: string) =>
  `kube_node_status_condition{${KUBE}, condition="${name}", status="${status}"}`;

const DESCRIBE_NODE = { look: "What the node says.", command: 'kubectl describe node "$node"' };

const nodeNotReady: Alert = {
  name: "NodeNotReady",
  expr: `max by (environment, node) (${condition("Ready", "true")}) == 0`,
  for: "10m",
  severity: "warning",
  summary: "A node is not ready.",
  description: "{{ $labels.node }} has not been ready for 10 minutes.",
  runbook: {
    meaning:
      "The kubelet of a node does not answer or says that it is not ready. Its pods are started elsewhere, those with a volume only in its zone.",
    checks: [
      DESCRIBE_NODE,
      { look: "What is still on it.", command: 'kubectl get pods -A -o wide --field-selector "spec.nodeName=$node"' },
    ],
    causes: [
      "The instance failed; the node group replaces it.",
      "Out of memory or disk: see NodePressure.",
      "An update of the node group.",
    ],
  },
  example: {
    fires: { [condition("Ready", "true")]: constant(0) },
    silent: [{ [condition("Ready", "true")]: constant(1) }],
  },
};

const PRESSURE = `kube_node_status_condition{${KUBE}, condition=~"MemoryPressure|DiskPressure|PIDPressure", status="true"}`;

const nodePressure: Alert = {
  name: "NodePressure",
  expr: `max by (environment, node, condition) (${PRESSURE}) == 1`,
  for: "5m",
  severity: "warning",
  summary: "A node evicts pods.",
  description: "{{ $labels.node }} has {{ $labels.condition }}.",
  runbook: {
    meaning: "The node has so little memory, disk or process ids left that it evicts pods and takes no new ones.",
    checks: [DESCRIBE_NODE, { look: "Who uses it.", command: "kubectl top pods -A --sort-by=memory | head -20" }],
    causes: [
      "Pods that use more memory than they request.",
      "Images and logs that fill the root volume: `nodes.<group>.disk` of the spec.",
    ],
  },
  example: {
    fires: { [condition("DiskPressure", "true")]: constant(1) },
    silent: [{ [condition("DiskPressure", "true")]: constant(0) }],
  },
};

const filesystem = (metric: string) =>
  `node_filesystem_${metric}_bytes{job="node-exporter", mountpoint="/", fstype!="tmpfs"}`;
const exampleFilesystem = (metric: string) => filesystem(metric).replace('fstype!="tmpfs"', 'fstype="xfs"');

const nodeDisk: Alert = {
  name: "NodeDiskFilling",
  expr: `min by (environment, node) (${filesystem("avail")} / ${filesystem("size")}) < 0.15`,
  for: "15m",
  severity: "warning",
  summary: "The disk of a node is filling up.",
  description:
    "{{ $labels.node }} has {{ $value | humanizePercentage }} of its root volume left; at 10 % it evicts pods.",
  runbook: {
    meaning:
      "The root volume of a node is filling up with images, logs and temporary files. At 10 % the kubelet evicts pods.",
    checks: [
      DESCRIBE_NODE,
      {
        look: "Draining and replacing the node is always safe.",
        command: 'kubectl drain "$node" --ignore-daemonsets --delete-emptydir-data',
      },
    ],
    causes: [
      "Many images, or a service that writes temporary files.",
      "`nodes.<group>.disk` of the spec is too small.",
    ],
  },
  example: {
    fires: { [exampleFilesystem("avail")]: constant(0.135 * 1e9), [exampleFilesystem("size")]: constant(1e9) },
    silent: [{ [exampleFilesystem("avail")]: constant(0.165 * 1e9), [exampleFilesystem("size")]: constant(1e9) }],
  },
};

const memory = (metric: string) => `node_memory_${metric}_bytes{job="node-exporter"}`;

const nodeMemory: Alert = {
  name: "NodeMemoryShort",
  expr: `min by (environment, node) (${memory("MemAvailable")} / ${memory("MemTotal")}) < 0.05`,
  for: "15m",
  severity: "warning",
  summary: "A node has hardly any memory left.",
  description: "{{ $labels.node }} has {{ $value | humanizePercentage }} of its memory available.",
  runbook: {
    meaning: "The node has hardly any memory left; the kernel will end processes.",
    checks: [DESCRIBE_NODE, { look: "Who uses it.", command: "kubectl top pods -A --sort-by=memory | head -20" }],
    causes: ["Processes of the node itself, outside any pod.", "Pods without a memory limit."],
  },
  example: {
    fires: { [memory("MemAvailable")]: constant(45), [memory("MemTotal")]: constant(1000) },
    silent: [{ [memory("MemAvailable")]: constant(55), [memory("MemTotal")]: constant(1000) }],
  },
};

const quotaOf = (type: string) => `kube_resourcequota{${KUBE}, type="${type}"}`;
const exampleQuota = (type: string) => quotaOf(type).replace("}", ', resource="pods"}');

const quota: Alert = {
  name: "QuotaAlmostFull",
  expr: `max by (environment, namespace, resource) (${quotaOf("used")})\n/\nmax by (environment, namespace, resource) (${quotaOf("hard")} > 0)\n> 0.95`,
  for: "15m",
  severity: "warning",
  summary: "A namespace has used up its quota.",
  description: "{{ $labels.namespace }} uses {{ $value | humanizePercentage }} of its {{ $labels.resource }}.",
  runbook: {
    meaning:
      "The namespace has used nearly all of what its ResourceQuota admits; then no further pod is created. The quota is computed from the spec for every service at its most replicas during an update.",
    checks: [
      { look: "Which resource.", command: 'kubectl -n "$namespace" describe resourcequota' },
      { look: "Who is there that is not in the spec.", command: 'kubectl -n "$namespace" get pods --show-labels' },
    ],
    causes: ["Pods that no spec knows: started by hand, left over.", "Finished Jobs that nobody removed."],
  },
  example: {
    fires: { [exampleQuota("used")]: constant(99), [exampleQuota("hard")]: constant(100) },
    silent: [{ [exampleQuota("used")]: constant(86), [exampleQuota("hard")]: constant(100) }],
  },
};

const budgetOf = (metric: string) => `kube_poddisruptionbudget_status_${metric}{${KUBE}}`;

const budget: Alert = {
  name: "DisruptionBudgetViolated",
  expr: `max by (environment, namespace, poddisruptionbudget) (${budgetOf("current_healthy")})\n<\nmax by (environment, namespace, poddisruptionbudget) (${budgetOf("desired_healthy")})`,
  for: "15m",
  severity: "warning",
  summary: "A workload has fewer pods than its disruption budget wants.",
  description:
    "{{ $labels.poddisruptionbudget }} has {{ $value }} healthy pods, too few; no node with one of them can be drained.",
  runbook: {
    meaning:
      "Fewer pods are healthy than the budget demands. The workload has nothing in reserve, and updates of nodes wait for it.",
    checks: [
      { look: "How many, and which pods.", command: 'kubectl -n "$namespace" describe pdb "$poddisruptionbudget"' },
    ],
    causes: ["Pods that are not ready: see the alerts of the workload.", "A node group update that goes too fast."],
  },
  example: {
    fires: { [budgetOf("current_healthy")]: constant(1), [budgetOf("desired_healthy")]: constant(2) },
    silent: [{ [budgetOf("current_healthy")]: constant(2), [budgetOf("desired_healthy")]: constant(2) }],
  },
};

const missing = `kube_daemonset_status_number_unavailable{${KUBE}}`;

const daemonSet: Alert = {
  name: "DaemonSetIncomplete",
  expr: `max by (environment, namespace, daemonset) (${missing}) > 0`,
  for: "15m",
  severity: "warning",
  summary: "An agent is missing on nodes.",
  description:
    "{{ $labels.daemonset }} is not available on {{ $value }} nodes: no logs, no metrics or no network from there.",
  runbook: {
    meaning:
      "The agent does not run on every node; what it does, collect logs or metrics, mount volumes, does not happen there.",
    checks: [{ look: "Where.", command: 'kubectl -n "$namespace" get pods -o wide | grep "$daemonset"' }],
    causes: ["A node has no room for it.", "It crashes: look at its logs."],
  },
  example: { fires: { [missing]: constant(1) }, silent: [{ [missing]: constant(0) }] },
};

/** Of the watchers and of every operator that there may be. */
const PLATFORM_NAMESPACES = [
  ...new Set([OBSERVABILITY_NAMESPACE, NODE_AGENTS_NAMESPACE, ...charts.map(({ namespace }) => namespace)]),
].toSorted(compareText);
const WAITING = `kube_pod_container_status_waiting_reason{${KUBE}, namespace=~"${PLATFORM_NAMESPACES.join("|")}", reason="CrashLoopBackOff"}`;
const exampleWaiting = WAITING.replace(/namespace=~"[^"]*"/, `namespace="${OBSERVABILITY_NAMESPACE}"`);

const crashLooping: Alert = {
  name: "PodCrashLooping",
  expr: `max by (environment, namespace, pod) (max_over_time(${WAITING}[5m])) == 1`,
  for: "10m",
  severity: "warning",
  summary: "A part of the platform starts again and again.",
  description: "{{ $labels.namespace }}/{{ $labels.pod }} ends shortly after each start.",
  runbook: {
    meaning: "A pod of an operator or of the watchers ends soon after each start.",
    checks: [
      {
        look: "Its last words.",
        command: 'kubectl -n "$namespace" logs "$pod" --all-containers --previous --tail=100',
      },
    ],
    causes: [
      "An update of its chart or configuration.",
      "Missing rights, or a Secret that is not there.",
      "Too little memory.",
    ],
  },
  example: { fires: { [exampleWaiting]: constant(1) }, silent: [{ [exampleWaiting]: constant(0) }] },
};

const NOT_COPIED = 'externalsecret_status_condition{job="external-secrets", condition="Ready", status="False"}';

const secret: Alert = {
  name: "SecretNotSynced",
  expr: `max by (environment, namespace, name) (${NOT_COPIED}) == 1`,
  for: "15m",
  severity: "warning",
  summary: "A secret cannot be read.",
  description: "The ExternalSecret {{ $labels.namespace }}/{{ $labels.name }} is not copied from AWS Secrets Manager.",
  runbook: {
    meaning:
      "A Secret is not up to date, or not there. Pods that mount it keep its old value; new ones do not start if there is none.",
    checks: [
      { look: "The error.", command: 'kubectl -n "$namespace" describe externalsecret "$name"' },
      { look: "The store.", command: 'kubectl -n "$namespace" get secretstore' },
    ],
    causes: [
      "Nobody has created the secret in AWS Secrets Manager, or it lacks a key.",
      "The identity of the store may not read it.",
      "No way out to Secrets Manager.",
    ],
  },
  example: { fires: { [NOT_COPIED]: constant(1) }, silent: [{ [NOT_COPIED]: constant(0) }] },
};

const WITHOUT_NODE = 'cluster_autoscaler_unschedulable_pods_count{job="cluster-autoscaler", type="unschedulable"}';

const waitingPods: Alert = {
  name: "PodsWaitForNodes",
  part: "nodes",
  // Of its replicas only the leader counts.
  expr: `max by (environment) (${WITHOUT_NODE}) > 0`,
  for: "15m",
  severity: "warning",
  summary: "Pods wait for a node that does not come.",
  description: "{{ $value }} pods fit on no node of {{ $labels.environment }}, and none was added for them.",
  runbook: {
    meaning:
      "Pods stay Pending. The Cluster Autoscaler adds a node within minutes where one helps; here it cannot, or none would help.",
    checks: [
      { look: "Which pods.", command: "kubectl get pods -A --field-selector status.phase=Pending" },
      {
        look: "What the autoscaler thinks of each group: its size, and whether it waits after a failure.",
        command: "kubectl -n kube-system describe configmap cluster-autoscaler-status",
      },
      {
        look: "Why it adds none.",
        command: "kubectl -n kube-system logs deployment/cluster-autoscaler --since=30m --tail=200",
      },
    ],
    causes: [
      "The node groups are at their max: raise it in the spec.",
      "A volume is in a zone where no node has room; the groups span all zones, so nobody can ask for a node in one.",
      "AWS has no capacity of the instance type, or the account's quota is used up.",
      "The pod asks for more than a whole node has.",
    ],
  },
  example: { fires: { [WITHOUT_NODE]: constant(1) }, silent: [{ [WITHOUT_NODE]: constant(0) }] },
};

const EXPIRY = 'certmanager_certificate_expiration_timestamp_seconds{job="cert-manager"}';
const DAY = 86_400;

const certificate: Alert = {
  name: "CertificateExpires",
  part: "certificates",
  expr: `min by (environment, namespace, name) (${EXPIRY}) - time() < ${14 * DAY}`,
  for: "1h",
  severity: "warning",
  summary: "A certificate expires soon.",
  description:
    "{{ $labels.namespace }}/{{ $labels.name }} expires in {{ $value | humanizeDuration }}; cert-manager should have renewed it.",
  runbook: {
    meaning:
      "cert-manager renews certificates long before they expire. This one was not; when it expires, nobody trusts who uses it.",
    checks: [{ look: "Why.", command: 'kubectl -n "$namespace" describe certificate "$name"' }],
    causes: ["cert-manager is down.", "Its issuer is not ready."],
  },
  example: { fires: { [EXPIRY]: secondsAgo(-0.9 * 14 * DAY) }, silent: [{ [EXPIRY]: secondsAgo(-1.1 * 14 * DAY) }] },
};
