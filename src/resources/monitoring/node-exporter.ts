import { DaemonSet } from "kubernetes-models/apps/v1/DaemonSet";
import { NODE_EXPORTER_PORT } from "../../catalog/cluster-network.ts";
import { imageReference, NODE_EXPORTER_IMAGE } from "../../catalog/images.ts";
import { NODE_EXPORTER_DAEMON } from "../../catalog/node-daemons.ts";
import { selectorLabels } from "../../naming/labels.ts";
import { NODE_EXPORTER } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata, componentPodLabels } from "../kubernetes/component.ts";
import { componentContainer } from "../kubernetes/component-pod.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { componentPolicy } from "../kubernetes/network-policy.ts";
import { scraper } from "../kubernetes/peers.ts";
import { podSecurityContext } from "../kubernetes/pod-security.ts";
import { componentAccount } from "../kubernetes/service-account.ts";
import { containerOf } from "../peak.ts";
import { nodeExporterComponent } from "./components.ts";
import { podMonitor } from "./monitors.ts";

const HOST_ROOT = "/host/root";

/** The root file system of a node, as node-exporter needs it: to see what is mounted, not to change it. */
const ROOT_VOLUME = {
  volume: { name: "root", hostPath: { path: "/" } },
  mount: { name: "root", mountPath: HOST_ROOT, mountPropagation: "HostToContainer", readOnly: true },
} as const;

/** Interfaces of pods, and what container runtimes mount: as many as there are containers, and nobody's business here. */
const POD_INTERFACES = "^(?:veth|eni|cali|lxc).*";
const POD_MOUNTS = "^/(?:dev|proc|sys|run/containerd/.+|var/lib/containerd/.+|var/lib/kubelet/.+)(?:$|/)";

/** What a node says of itself, on every node there is. It shares the node's network and processes to see all of them. */
export function nodeExporterObjects(context: EnvironmentContext): readonly KubernetesObject[] {
  const component = nodeExporterComponent(context);
  return [
    componentAccount(context, component),
    daemonSet(context),
    // Policies do not reach pods with the network of their node; this one says what the node's security group decides.
    componentPolicy(context, component, {
      Ingress: [scraper(context.environment, NODE_EXPORTER_PORT)],
      Egress: [],
    }),
    podMonitor(context, component, {
      port: "metrics",
      job: NODE_EXPORTER,
      relabelings: [{ action: "replace", sourceLabels: ["__meta_kubernetes_pod_node_name"], targetLabel: "node" }],
    }),
  ];
}

function daemonSet(context: EnvironmentContext): KubernetesObject {
  const component = nodeExporterComponent(context);
  const { cpu, memory } = NODE_EXPORTER_DAEMON;
  return defineObject(DaemonSet, {
    metadata: componentMetadata(context, component),
    spec: {
      selector: { matchLabels: selectorLabels(component.name) },
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
      template: {
        metadata: { labels: componentPodLabels(context, component) },
        spec: {
          serviceAccountName: component.name,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          priorityClassName: "system-node-critical",
          hostNetwork: true,
          hostPID: true,
          nodeSelector: { "kubernetes.io/os": "linux" },
          tolerations: [{ operator: "Exists" }],
          securityContext: podSecurityContext,
          containers: [
            componentContainer({
              name: NODE_EXPORTER,
              image: imageReference(NODE_EXPORTER_IMAGE),
              args: [
                // Not on every address of the node.
                `--web.listen-address=$(HOST_IP):${NODE_EXPORTER_PORT}`,
                `--path.rootfs=${HOST_ROOT}`,
                `--path.procfs=${HOST_ROOT}/proc`,
                `--path.sysfs=${HOST_ROOT}/sys`,
                `--path.udev.data=${HOST_ROOT}/run/udev/data`,
                ...["btrfs", "hwmon", "wifi"].map((collector) => `--no-collector.${collector}`),
                `--collector.filesystem.mount-points-exclude=${POD_MOUNTS}`,
                `--collector.netclass.ignored-devices=${POD_INTERFACES}`,
                `--collector.netdev.device-exclude=${POD_INTERFACES}`,
              ],
              env: [{ name: "HOST_IP", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "status.hostIP" } } }],
              ports: [
                { name: "metrics", containerPort: NODE_EXPORTER_PORT, hostPort: NODE_EXPORTER_PORT, protocol: "TCP" },
              ],
              readinessProbe: { httpGet: { path: "/", port: "metrics", scheme: "HTTP" } },
              livenessProbe: { tcpSocket: { port: "metrics" }, periodSeconds: 30 },
              resources: containerOf(cpu, memory / 2 ** 20, 32),
              volumeMounts: [ROOT_VOLUME.mount],
            }),
          ],
          volumes: [ROOT_VOLUME.volume],
        },
      },
    },
  });
}
