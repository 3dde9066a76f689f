import { createHash } from "node:crypto";
import { DaemonSet } from "kubernetes-models/apps/v1/DaemonSet";
import { ClusterRole } from "kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole";
import { ClusterRoleBinding } from "kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRoleBinding";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import type { IPodSpec } from "kubernetes-models/v1/PodSpec";
import { ServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import { ELASTICSEARCH_PORT, elasticsearchLabels } from "../../catalog/elastic.ts";
import { FLUENTD_IMAGE, imageReference } from "../../catalog/images.ts";
import { FLUENTD_DAEMON } from "../../catalog/node-daemons.ts";
import type { Environment } from "../../model/platform.ts";
import { CONFIG_HASH_ANNOTATION, selectorLabels } from "../../naming/labels.ts";
import { ELASTICSEARCH, priorityClassOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata, componentPodLabels } from "../kubernetes/component.ts";
import { componentContainer } from "../kubernetes/component-pod.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { componentPolicy } from "../kubernetes/network-policy.ts";
import { apiServer, dns, podsOf, scraper, tcp } from "../kubernetes/peers.ts";
import { podMonitor } from "../monitoring/monitors.ts";
import { type ContainerResources, containerOf } from "../peak.ts";
import { fluentdComponent } from "./components.ts";
import { credentials } from "./credentials.ts";
import { BUFFER_VARIABLE, fluentdConfig, METRICS_PORT, STATE_FOLDER } from "./fluentd-config.ts";
import { FLUENTD_FILTER } from "./fluentd-filter.ts";
import { FLUENTD_SECRET, fluentdSecret } from "./fluentd-secret.ts";
import { bufferOf } from "./sizing.ts";

type Logging = NonNullable<Environment["logging"]>;

const MEBIBYTE = 2 ** 20;

const CONFIG = "fluent.conf";
const FILTER = "filter_container_log.rb";

/** What the node sets aside for it; after an outage it catches up with a whole core. */
const container: ContainerResources = {
  ...containerOf(FLUENTD_DAEMON.cpu, FLUENTD_DAEMON.memory / MEBIBYTE),
  cpuLimit: 1000,
};

/** Reads what the containers of each node write, and sends it to Elasticsearch. */
export function fluentdObjects(context: EnvironmentContext, logging: Logging): readonly KubernetesObject[] {
  const { environment } = context;
  const component = fluentdComponent(context);
  const { name } = component;
  const metadata = componentMetadata(context, component);
  const { namespace: _, ...clusterMetadata } = metadata;
  const folder = credentials(FLUENTD_SECRET, FLUENTD_SECRET);
  const files = { [CONFIG]: fluentdConfig(component, folder.mount.mountPath), [FILTER]: FLUENTD_FILTER };
  const hash = createHash("sha256").update(JSON.stringify(files)).digest("hex");
  return [
    // Its pods ask the API server for the labels of the pods whose lines they read.
    defineObject(ServiceAccount, { metadata, automountServiceAccountToken: false }),
    defineObject(ClusterRole, {
      metadata: clusterMetadata,
      rules: [{ apiGroups: [""], resources: ["namespaces", "pods"], verbs: ["get", "list", "watch"] }],
    }),
    defineObject(ClusterRoleBinding, {
      metadata: clusterMetadata,
      roleRef: { apiGroup: ClusterRole.apiVersion.split("/")[0] ?? "", kind: ClusterRole.kind, name },
      subjects: [{ kind: ServiceAccount.kind, name, namespace: component.namespace }],
    }),
    ...fluentdSecret(context),
    defineObject(ConfigMap, { metadata, data: files }),
    defineObject(DaemonSet, {
      metadata,
      spec: {
        revisionHistoryLimit: 3,
        selector: { matchLabels: selectorLabels(name) },
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
        template: {
          metadata: {
            labels: componentPodLabels(context, component),
            annotations: { [CONFIG_HASH_ANNOTATION]: hash },
          },
          spec: podSpec(context, logging),
        },
      },
    }),
    componentPolicy(context, component, {
      Ingress: [scraper(environment, METRICS_PORT)],
      Egress: [
        dns(environment),
        apiServer(environment),
        {
          peers: [podsOf(environment.observabilityNamespace, elasticsearchLabels(ELASTICSEARCH))],
          ports: [tcp(ELASTICSEARCH_PORT)],
        },
      ],
    }),
    podMonitor(context, component, {
      port: "metrics",
      job: name,
      relabelings: [{ action: "replace", sourceLabels: ["__meta_kubernetes_pod_node_name"], targetLabel: "node" }],
    }),
  ];
}

/**
 * Root, since log files are readable by root alone, but with no capability at all: as their owner it needs none. It may
 * write its own folder of the node and nothing else of it, and runs on every node, whatever its taints.
 */
function podSpec(context: EnvironmentContext, logging: Logging): IPodSpec {
  const { platform, environment } = context;
  const component = fluentdComponent(context);
  const folder = credentials(FLUENTD_SECRET, FLUENTD_SECRET);
  const configItems = (key: string) => ({ name: component.name, items: [{ key, path: key }] });
  return {
    serviceAccountName: component.name,
    automountServiceAccountToken: true,
    enableServiceLinks: false,
    priorityClassName: priorityClassOf(platform.name, "critical"),
    tolerations: [{ operator: "Exists" }],
    nodeSelector: { "kubernetes.io/os": "linux" },
    // It sends its buffer before it goes; what it cannot send stays on the node for its successor.
    terminationGracePeriodSeconds: 60,
    dnsConfig: { options: [{ name: "ndots", value: "2" }] },
    securityContext: { runAsUser: 0, runAsGroup: 0, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      componentContainer({
        name: component.name,
        image: imageReference(FLUENTD_IMAGE),
        resources: container,
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"] },
          privileged: false,
          readOnlyRootFilesystem: true,
        },
        env: [
          // The metadata filter watches the pods of its own node only.
          { name: "K8S_NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
          { name: BUFFER_VARIABLE, value: String(bufferOf(logging, environment)) },
        ],
        ports: [{ name: "metrics", containerPort: METRICS_PORT, protocol: "TCP" }],
        readinessProbe: { httpGet: { path: "/metrics", port: "metrics" }, periodSeconds: 30, timeoutSeconds: 5 },
        livenessProbe: { tcpSocket: { port: "metrics" }, initialDelaySeconds: 60, periodSeconds: 30 },
        volumeMounts: [
          folder.mount,
          { name: "config", mountPath: "/fluentd/etc", readOnly: true },
          { name: "plugins", mountPath: "/fluentd/plugins", readOnly: true },
          { name: "logs", mountPath: "/var/log", readOnly: true },
          { name: "state", mountPath: STATE_FOLDER },
          { name: "tmp", mountPath: "/tmp" },
        ],
      }),
    ],
    volumes: [
      folder.volume,
      { name: "config", configMap: configItems(CONFIG) },
      { name: "plugins", configMap: configItems(FILTER) },
      // The files of containers are links into /var/log/pods.
      { name: "logs", hostPath: { path: "/var/log", type: "Directory" } },
      { name: "state", hostPath: { path: STATE_FOLDER, type: "DirectoryOrCreate" } },
      { name: "tmp", emptyDir: { sizeLimit: "16Mi" } },
    ],
  };
}
