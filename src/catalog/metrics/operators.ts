import type { Exporter } from "./exporter.ts";

const ISSUER = ["issuer_group", "issuer_kind", "issuer_name", "name"];

/** What cert-manager says of the certificates it issues; `namespace` is that of the Certificate. */
export const certManager: Exporter = {
  source:
    "cert-manager 1.19, internal/collectors/certificate_collector.go, https://github.com/cert-manager/cert-manager, read 2026-11-23",
  labels: [],
  metrics: {
    certmanager_certificate_expiration_timestamp_seconds: ISSUER,
    certmanager_certificate_ready_status: [...ISSUER, "condition"],
  },
};

/** What the Cluster Autoscaler says of pods that no node has room for. */
export const clusterAutoscaler: Exporter = {
  source:
    "Cluster Autoscaler 1.35.2, cluster-autoscaler/metrics/metrics.go, https://github.com/kubernetes/autoscaler, read 2026-11-24",
  labels: [],
  metrics: {
    cluster_autoscaler_unschedulable_pods_count: ["type"],
  },
};

/** What the External Secrets Operator says of the secrets it copies; `namespace` is that of the ExternalSecret. */
export const externalSecrets: Exporter = {
  source:
    "External Secrets 1.x and 2.x, pkg/controllers/externalsecret/esmetrics, https://github.com/external-secrets/external-secrets, read 2026-11-23",
  labels: [],
  metrics: {
    externalsecret_status_condition: ["condition", "name", "status"],
    externalsecret_sync_calls_error: ["name"],
    externalsecret_sync_calls_total: ["name"],
  },
};

/** What Strimzi's cluster operator says of the Kafka clusters it runs. */
export const strimzi: Exporter = {
  source:
    "Strimzi 1.0, packaging/examples/metrics/prometheus-install/prometheus-rules, https://github.com/strimzi/strimzi-kafka-operator, read 2026-11-23",
  labels: [],
  metrics: {
    strimzi_certificate_expiration_timestamp_ms: ["cluster", "resource_namespace", "type"],
    strimzi_reconciliations_failed_total: ["kind"],
    strimzi_reconciliations_total: ["kind"],
  },
};
