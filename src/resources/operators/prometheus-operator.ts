import { PROMETHEUS_OPERATOR_CHART } from "../../catalog/charts.ts";
import { KUBELET_SERVICE, NODE_AGENTS_NAMESPACE } from "../../naming/names.ts";
import type { OperatorDefinition } from "./operator.ts";
import { resources } from "./pods.ts";

const OFF = { enabled: false } as const;

/**
 * The operator and its CRDs out of the stack; what it operates is ours, in the unit `monitoring`. One replica: it elects
 * no leader, and while it is away Prometheus goes on.
 *
 * No admission webhook: rules are checked before they are committed, by what Prometheus itself parses them with.
 */
export const prometheusOperator: OperatorDefinition = {
  name: "prometheus-operator",
  chart: PROMETHEUS_OPERATOR_CHART,
  stage: "cluster",
  isNeeded: () => true,
  values: {
    alertmanager: OFF,
    defaultRules: { create: false },
    grafana: OFF,
    kubernetesServiceMonitors: OFF,
    kubeStateMetrics: OFF,
    nodeExporter: OFF,
    prometheus: OFF,
    prometheusOperator: {
      fullnameOverride: "prometheus-operator",
      admissionWebhooks: OFF,
      tls: OFF,
      serviceMonitor: { selfMonitor: false },
      // The Service through which the kubelets of all nodes are found.
      kubeletService: { enabled: true, ...KUBELET_SERVICE },
      kubeletEndpointsEnabled: false,
      kubeletEndpointSliceEnabled: true,
      resources: resources("50m", "192Mi"),
    },
  },
  environmentValues: ({ environment: { namespace, observabilityNamespace } }) => ({
    prometheusOperator: {
      namespaces: { additional: [namespace, observabilityNamespace, NODE_AGENTS_NAMESPACE] },
      prometheusInstanceNamespaces: [observabilityNamespace],
      alertmanagerInstanceNamespaces: [observabilityNamespace],
    },
  }),
};
