/** A DaemonSet that takes a share of every node. CPU in millicores, memory in bytes, as requested. */
export interface NodeDaemon {
  readonly name: string;
  readonly cpu: number;
  readonly memory: number;
}

const MEBIBYTE = 2 ** 20;

/** Sends the lines of a node's containers to Elasticsearch. Ruby and its plugins take about 200 MiB before the first line. */
export const FLUENTD_DAEMON: NodeDaemon = { name: "fluentd", cpu: 100, memory: 384 * MEBIBYTE };

/** Says how a node is. As kube-prometheus sizes it, with what it puts before it. */
export const NODE_EXPORTER_DAEMON: NodeDaemon = { name: "node-exporter", cpu: 112, memory: 200 * MEBIBYTE };

/**
 * What runs on every node before the first service does: the add-ons of EKS, the metrics and logs of the platform.
 * Requests of the add-ons as EKS installs them, general knowledge of 2026-11:
 * they only have to be near, since the checks compare sums of whole nodes.
 */
export const nodeDaemons: readonly NodeDaemon[] = [
  { name: "aws-node", cpu: 50, memory: 0 },
  { name: "kube-proxy", cpu: 100, memory: 0 },
  { name: "ebs-csi-node", cpu: 30, memory: 120 * MEBIBYTE },
  { name: "eks-pod-identity-agent", cpu: 0, memory: 0 },
  NODE_EXPORTER_DAEMON,
  FLUENTD_DAEMON,
];

/** NodeLocal DNSCache, where the cluster has it. */
export const nodeLocalDns: NodeDaemon = { name: "node-local-dns", cpu: 25, memory: 5 * MEBIBYTE };
