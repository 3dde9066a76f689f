import type { IComGithubPrometheusOperatorPrometheusOperatorPkgApisMonitoringV1RelabelConfig as RelabelConfig } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/RelabelConfig";
import { ServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor";
import { kubelet } from "../../catalog/metrics/kubelet.ts";
import { KUBELET_SERVICE } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { componentMetadata } from "../kubernetes/component.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";
import { watcher } from "./components.ts";
import { endpointOf, podMonitor } from "./monitors.ts";
import { watchedOperatorsOf } from "./scraping.ts";

/** Files of the ServiceAccount in every pod that has a token. */
const ACCOUNT_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

const CADVISOR = "/metrics/cadvisor";

/** What is scraped beside the services and the watchers: the kubelets, and the operators where they run. */
export const clusterMonitors = (context: EnvironmentContext): readonly KubernetesObject[] => [
  kubeletMonitor(context),
  ...watchedOperatorsOf(context).map(({ name, namespace, job, pods, port, number }) =>
    // What they say of an object carries the namespace of that.
    podMonitor(context, watcher(context, name), {
      port: port ?? number,
      job,
      namespace,
      selector: pods,
      honorLabels: true,
    }),
  ),
];

/**
 * The kubelet of every node, and cAdvisor in it. Their metrics are many for each container, so only those are kept that
 * rules and dashboards know, and of the control groups only those that are a container's.
 */
function kubeletMonitor(context: EnvironmentContext): KubernetesObject {
  const known: RelabelConfig = {
    action: "keep",
    sourceLabels: ["__name__"],
    regex: Object.keys(kubelet.metrics).join("|"),
  };
  const noContainer: RelabelConfig = {
    action: "drop",
    sourceLabels: ["__name__", "container"],
    regex: "container_(?:cpu|fs|memory)_.*;",
  };
  return defineObject(ServiceMonitor, {
    metadata: componentMetadata(context, watcher(context, "kubelet")),
    spec: {
      selector: { matchLabels: { "app.kubernetes.io/name": "kubelet" } },
      namespaceSelector: { matchNames: [KUBELET_SERVICE.namespace] },
      endpoints: ["/metrics", CADVISOR].map((path) => ({
        ...endpointOf({
          port: "https-metrics",
          path,
          job: "kubelet",
          honorLabels: true,
          relabelings: [{ action: "replace", sourceLabels: ["__metrics_path__"], targetLabel: "metrics_path" }],
          metricRelabelings: [known, noContainer],
        }),
        scheme: "https" as const,
        bearerTokenFile: `${ACCOUNT_FOLDER}/token`,
        // The cluster's own authority signs the kubelets' certificates: EKS' nodes ask it for them (`serverTLSBootstrap`).
        tlsConfig: { caFile: `${ACCOUNT_FOLDER}/ca.crt` },
        // cAdvisor's own times lag behind, and make series that have ended look alive for minutes.
        honorTimestamps: path === CADVISOR ? false : undefined,
      })),
    },
  });
}
