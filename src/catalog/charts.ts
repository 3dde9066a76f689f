/** The pods of an operator, as policies and monitors of others select them. */
export interface OperatorPod {
  /** What its own workload selects it by, so no upgrade changes it. */
  readonly labels: Readonly<Record<string, string>>;
  /** Also the identity that Terraform associates by Pod Identity, where it needs AWS. */
  readonly serviceAccount: string;
}

/**
 * A Helm chart of somebody else's, and what it creates with our values, as the environment's AppProject admits it.
 * `docs/operators.md` says how the lists were made and how a new version is looked at.
 */
export interface Chart {
  readonly name: string;
  /** A Helm repository. */
  readonly repository: string;
  /** Exact; nothing is taken that is newer. */
  readonly version: string;
  /** Of the operator itself; its images carry it as tag, if its values name no other. */
  readonly appVersion: string;
  /** Where it is installed. */
  readonly namespace: string;
  readonly pod: OperatorPod;
  /** Names of the CustomResourceDefinitions: what it knows kinds of. */
  readonly crds: readonly string[];
  /** Other objects that belong to no namespace, by `<group>/<Kind>`. */
  readonly clusterObjects: Readonly<Record<string, readonly string[]>>;
  /** Kinds of its objects in namespaces, as `<group>/<Kind>`. */
  readonly kinds: readonly string[];
  /** What it was read from, and when. */
  readonly source: string;
}

/** The API groups whose kinds the chart brings: those of its CRDs, and of the APIs that it serves itself. */
export function apiGroupsOf({ crds, clusterObjects }: Chart): ReadonlySet<string> {
  const served = clusterObjects["apiregistration.k8s.io/APIService"] ?? [];
  return new Set([...crds, ...served].map((name) => name.slice(name.indexOf(".") + 1)));
}

export const STRIMZI_CHART: Chart = {
  name: "strimzi-kafka-operator",
  repository: "https://strimzi.io/charts/",
  version: "1.2.0",
  appVersion: "1.2.0",
  namespace: "strimzi-system",
  pod: {
    labels: {
      name: "strimzi-cluster-operator",
      "strimzi.io/kind": "cluster-operator",
    },
    serviceAccount: "strimzi-cluster-operator",
  },
  crds: [
    "kafkabridges.kafka.strimzi.io",
    "kafkaconnectors.kafka.strimzi.io",
    "kafkaconnects.kafka.strimzi.io",
    "kafkamirrormaker2s.kafka.strimzi.io",
    "kafkanodepools.kafka.strimzi.io",
    "kafkarebalances.kafka.strimzi.io",
    "kafkas.kafka.strimzi.io",
    "kafkatopics.kafka.strimzi.io",
    "kafkausers.kafka.strimzi.io",
    "strimzipodsets.core.strimzi.io",
  ],
  clusterObjects: {
    "rbac.authorization.k8s.io/ClusterRole": [
      "strimzi-cluster-operator-global",
      "strimzi-cluster-operator-leader-election",
      "strimzi-cluster-operator-namespaced",
      "strimzi-cluster-operator-watched",
      "strimzi-entity-operator",
      "strimzi-kafka-broker",
      "strimzi-kafka-client",
    ],
    "rbac.authorization.k8s.io/ClusterRoleBinding": [
      "strimzi-cluster-operator",
      "strimzi-cluster-operator-kafka-broker-delegation",
      "strimzi-cluster-operator-kafka-client-delegation",
    ],
  },
  kinds: [
    "/ConfigMap",
    "/ServiceAccount",
    "apps/Deployment",
    "policy/PodDisruptionBudget",
    "rbac.authorization.k8s.io/RoleBinding",
  ],
  source: "strimzi/strimzi-kafka-operator 1.2.0, helm-charts/helm3/strimzi-kafka-operator, rendered 2026-11-23",
};

export const CLOUDNATIVE_PG_CHART: Chart = {
  name: "cloudnative-pg",
  repository: "https://cloudnative-pg.github.io/charts",
  version: "0.29.0",
  appVersion: "1.30.0",
  namespace: "cnpg-system",
  pod: {
    labels: {
      "app.kubernetes.io/name": "cloudnative-pg",
      "app.kubernetes.io/instance": "cloudnative-pg",
    },
    serviceAccount: "cloudnative-pg",
  },
  crds: [
    "backups.postgresql.cnpg.io",
    "clusterimagecatalogs.postgresql.cnpg.io",
    "clusters.postgresql.cnpg.io",
    "databaseroles.postgresql.cnpg.io",
    "databases.postgresql.cnpg.io",
    "failoverquorums.postgresql.cnpg.io",
    "imagecatalogs.postgresql.cnpg.io",
    "poolers.postgresql.cnpg.io",
    "publications.postgresql.cnpg.io",
    "scheduledbackups.postgresql.cnpg.io",
    "subscriptions.postgresql.cnpg.io",
  ],
  clusterObjects: {
    "admissionregistration.k8s.io/MutatingWebhookConfiguration": ["cnpg-mutating-webhook-configuration"],
    "admissionregistration.k8s.io/ValidatingWebhookConfiguration": ["cnpg-validating-webhook-configuration"],
    "rbac.authorization.k8s.io/ClusterRole": ["cloudnative-pg", "cloudnative-pg-edit", "cloudnative-pg-view"],
    "rbac.authorization.k8s.io/ClusterRoleBinding": ["cloudnative-pg"],
  },
  kinds: ["/ConfigMap", "/Service", "/ServiceAccount", "apps/Deployment"],
  source: "cloudnative-pg/charts cloudnative-pg-v0.29.0, rendered 2026-11-23",
};

export const BARMAN_CLOUD_CHART: Chart = {
  name: "plugin-barman-cloud",
  repository: "https://cloudnative-pg.github.io/charts",
  version: "0.7.0",
  appVersion: "0.13.0",
  namespace: "cnpg-system",
  pod: {
    labels: {
      "app.kubernetes.io/name": "plugin-barman-cloud",
      "app.kubernetes.io/instance": "plugin-barman-cloud",
    },
    serviceAccount: "plugin-barman-cloud",
  },
  crds: ["objectstores.barmancloud.cnpg.io"],
  clusterObjects: {
    "rbac.authorization.k8s.io/ClusterRole": ["plugin-barman-cloud"],
    "rbac.authorization.k8s.io/ClusterRoleBinding": ["plugin-barman-cloud-binding"],
  },
  kinds: [
    "/ConfigMap",
    "/Service",
    "/ServiceAccount",
    "apps/Deployment",
    "cert-manager.io/Certificate",
    "cert-manager.io/Issuer",
    "rbac.authorization.k8s.io/Role",
    "rbac.authorization.k8s.io/RoleBinding",
  ],
  source: "cloudnative-pg/charts plugin-barman-cloud-v0.7.0, rendered 2026-11-23",
};

export const ECK_CHART: Chart = {
  name: "eck-operator",
  repository: "https://helm.elastic.co",
  version: "3.5.0",
  appVersion: "3.5.0",
  namespace: "elastic-system",
  pod: {
    labels: {
      "app.kubernetes.io/name": "elastic-operator",
      "app.kubernetes.io/instance": "eck-operator",
    },
    serviceAccount: "elastic-operator",
  },
  crds: [
    "agents.agent.k8s.elastic.co",
    "apmservers.apm.k8s.elastic.co",
    "autoopsagentpolicies.autoops.k8s.elastic.co",
    "beats.beat.k8s.elastic.co",
    "elasticmapsservers.maps.k8s.elastic.co",
    "elasticsearchautoscalers.autoscaling.k8s.elastic.co",
    "elasticsearches.elasticsearch.k8s.elastic.co",
    "enterprisesearches.enterprisesearch.k8s.elastic.co",
    "kibanas.kibana.k8s.elastic.co",
    "logstashes.logstash.k8s.elastic.co",
    "packageregistries.packageregistry.k8s.elastic.co",
    "stackconfigpolicies.stackconfigpolicy.k8s.elastic.co",
  ],
  clusterObjects: {
    "rbac.authorization.k8s.io/ClusterRole": ["elastic-operator", "elastic-operator-edit", "elastic-operator-view"],
    "rbac.authorization.k8s.io/ClusterRoleBinding": ["elastic-operator"],
  },
  kinds: ["/ConfigMap", "/ServiceAccount", "apps/StatefulSet"],
  source: "elastic/cloud-on-k8s v3.5.0, deploy/eck-operator, rendered 2026-11-23",
};

export const PROMETHEUS_OPERATOR_CHART: Chart = {
  name: "kube-prometheus-stack",
  repository: "https://prometheus-community.github.io/helm-charts",
  version: "88.5.3",
  appVersion: "0.93.1",
  namespace: "prometheus-operator",
  pod: {
    labels: {
      app: "kube-prometheus-stack-operator",
      release: "prometheus-operator",
    },
    serviceAccount: "prometheus-operator",
  },
  crds: [
    "alertmanagerconfigs.monitoring.coreos.com",
    "alertmanagers.monitoring.coreos.com",
    "podmonitors.monitoring.coreos.com",
    "probes.monitoring.coreos.com",
    "prometheusagents.monitoring.coreos.com",
    "prometheuses.monitoring.coreos.com",
    "prometheusrules.monitoring.coreos.com",
    "scrapeconfigs.monitoring.coreos.com",
    "servicemonitors.monitoring.coreos.com",
    "thanosrulers.monitoring.coreos.com",
  ],
  clusterObjects: {
    "rbac.authorization.k8s.io/ClusterRole": ["prometheus-operator"],
    "rbac.authorization.k8s.io/ClusterRoleBinding": ["prometheus-operator"],
  },
  kinds: ["/Service", "/ServiceAccount", "apps/Deployment"],
  source: "prometheus-community/helm-charts kube-prometheus-stack-88.5.3, rendered 2026-11-23",
};

export const EXTERNAL_SECRETS_CHART: Chart = {
  name: "external-secrets",
  repository: "https://charts.external-secrets.io",
  version: "2.9.0",
  appVersion: "2.9.0",
  namespace: "external-secrets",
  pod: {
    labels: {
      "app.kubernetes.io/name": "external-secrets",
      "app.kubernetes.io/instance": "external-secrets",
    },
    serviceAccount: "external-secrets",
  },
  crds: [
    "acraccesstokens.generators.external-secrets.io",
    "beyondtrustworkloadcredentialsdynamicsecrets.generators.external-secrets.io",
    "cloudsmithaccesstokens.generators.external-secrets.io",
    "ecrauthorizationtokens.generators.external-secrets.io",
    "externalsecrets.external-secrets.io",
    "fakes.generators.external-secrets.io",
    "gcraccesstokens.generators.external-secrets.io",
    "generatorstates.generators.external-secrets.io",
    "githubaccesstokens.generators.external-secrets.io",
    "gitlabdeploytokens.generators.external-secrets.io",
    "grafanas.generators.external-secrets.io",
    "mfas.generators.external-secrets.io",
    "passwords.generators.external-secrets.io",
    "quayaccesstokens.generators.external-secrets.io",
    "secretstores.external-secrets.io",
    "sshkeys.generators.external-secrets.io",
    "stssessiontokens.generators.external-secrets.io",
    "uuids.generators.external-secrets.io",
    "vaultdynamicsecrets.generators.external-secrets.io",
    "webhooks.generators.external-secrets.io",
  ],
  clusterObjects: {
    "admissionregistration.k8s.io/ValidatingWebhookConfiguration": ["externalsecret-validate", "secretstore-validate"],
    "rbac.authorization.k8s.io/ClusterRole": [
      "external-secrets-cert-controller",
      "external-secrets-controller",
      "external-secrets-edit",
      "external-secrets-view",
    ],
    "rbac.authorization.k8s.io/ClusterRoleBinding": ["external-secrets-cert-controller", "external-secrets-controller"],
  },
  kinds: [
    "/Secret",
    "/Service",
    "/ServiceAccount",
    "apps/Deployment",
    "policy/PodDisruptionBudget",
    "rbac.authorization.k8s.io/Role",
    "rbac.authorization.k8s.io/RoleBinding",
  ],
  source:
    "external-secrets/external-secrets helm-chart-2.9.0, deploy/charts/external-secrets and config/crds/bases, rendered 2026-11-23",
};

export const LOAD_BALANCER_CHART: Chart = {
  name: "aws-load-balancer-controller",
  repository: "https://aws.github.io/eks-charts",
  version: "3.5.0",
  appVersion: "3.5.0",
  namespace: "kube-system",
  pod: {
    labels: {
      "app.kubernetes.io/name": "aws-load-balancer-controller",
      "app.kubernetes.io/instance": "aws-load-balancer-controller",
    },
    serviceAccount: "aws-load-balancer-controller",
  },
  crds: [
    "albtargetcontrolconfigs.elbv2.k8s.aws",
    "globalaccelerators.aga.k8s.aws",
    "ingressclassparams.elbv2.k8s.aws",
    "listenerruleconfigurations.gateway.k8s.aws",
    "loadbalancerconfigurations.gateway.k8s.aws",
    "targetgroupbindings.elbv2.k8s.aws",
    "targetgroupconfigurations.gateway.k8s.aws",
  ],
  clusterObjects: {
    "admissionregistration.k8s.io/MutatingWebhookConfiguration": ["aws-load-balancer-webhook"],
    "admissionregistration.k8s.io/ValidatingWebhookConfiguration": ["aws-load-balancer-webhook"],
    "elbv2.k8s.aws/IngressClassParams": ["alb"],
    "networking.k8s.io/IngressClass": ["alb"],
    "rbac.authorization.k8s.io/ClusterRole": ["aws-load-balancer-controller-role"],
    "rbac.authorization.k8s.io/ClusterRoleBinding": ["aws-load-balancer-controller-rolebinding"],
  },
  kinds: [
    "/Service",
    "/ServiceAccount",
    "apps/Deployment",
    "cert-manager.io/Certificate",
    "cert-manager.io/Issuer",
    "policy/PodDisruptionBudget",
    "rbac.authorization.k8s.io/Role",
    "rbac.authorization.k8s.io/RoleBinding",
  ],
  source: "kubernetes-sigs/aws-load-balancer-controller v3.5.0, helm/aws-load-balancer-controller, rendered 2026-11-23",
};

export const EXTERNAL_DNS_CHART: Chart = {
  name: "external-dns",
  repository: "https://kubernetes-sigs.github.io/external-dns/",
  version: "1.21.1",
  appVersion: "0.21.0",
  namespace: "kube-system",
  pod: {
    labels: {
      "app.kubernetes.io/name": "external-dns",
      "app.kubernetes.io/instance": "external-dns",
    },
    serviceAccount: "external-dns",
  },
  crds: ["dnsendpoints.externaldns.k8s.io"],
  clusterObjects: {},
  kinds: [
    "/Service",
    "/ServiceAccount",
    "apps/Deployment",
    "rbac.authorization.k8s.io/Role",
    "rbac.authorization.k8s.io/RoleBinding",
  ],
  source: "kubernetes-sigs/external-dns external-dns-helm-chart-1.21.1, charts/external-dns, rendered 2026-11-23",
};

export const METRICS_SERVER_CHART: Chart = {
  name: "metrics-server",
  repository: "https://kubernetes-sigs.github.io/metrics-server/",
  version: "3.13.1",
  appVersion: "0.8.1",
  namespace: "kube-system",
  pod: {
    labels: {
      "app.kubernetes.io/name": "metrics-server",
      "app.kubernetes.io/instance": "metrics-server",
    },
    serviceAccount: "metrics-server",
  },
  crds: [],
  clusterObjects: {
    "apiregistration.k8s.io/APIService": ["v1beta1.metrics.k8s.io"],
    "rbac.authorization.k8s.io/ClusterRole": ["system:metrics-server", "system:metrics-server-aggregated-reader"],
    "rbac.authorization.k8s.io/ClusterRoleBinding": ["metrics-server:system:auth-delegator", "system:metrics-server"],
  },
  kinds: [
    "/Service",
    "/ServiceAccount",
    "apps/Deployment",
    "cert-manager.io/Certificate",
    "cert-manager.io/Issuer",
    "policy/PodDisruptionBudget",
    "rbac.authorization.k8s.io/RoleBinding",
  ],
  source: "kubernetes-sigs/metrics-server metrics-server-helm-chart-3.13.1, charts/metrics-server, rendered 2026-11-23",
};

export const CLUSTER_AUTOSCALER_CHART: Chart = {
  name: "cluster-autoscaler",
  repository: "https://kubernetes.github.io/autoscaler",
  version: "9.59.0",
  appVersion: "1.35.0",
  namespace: "kube-system",
  pod: {
    labels: {
      "app.kubernetes.io/name": "cluster-autoscaler",
      "app.kubernetes.io/instance": "cluster-autoscaler",
    },
    serviceAccount: "cluster-autoscaler",
  },
  crds: [],
  clusterObjects: {
    "rbac.authorization.k8s.io/ClusterRole": ["cluster-autoscaler"],
    "rbac.authorization.k8s.io/ClusterRoleBinding": ["cluster-autoscaler"],
  },
  kinds: [
    "/ServiceAccount",
    "apps/Deployment",
    "policy/PodDisruptionBudget",
    "rbac.authorization.k8s.io/Role",
    "rbac.authorization.k8s.io/RoleBinding",
  ],
  source:
    "kubernetes/autoscaler cluster-autoscaler-chart-9.59.0, cluster-autoscaler/charts/cluster-autoscaler, rendered 2026-11-24",
};

export const CERT_MANAGER_CHART: Chart = {
  name: "cert-manager",
  repository: "https://charts.jetstack.io",
  version: "v1.21.1",
  appVersion: "1.21.1",
  namespace: "cert-manager",
  pod: {
    labels: {
      "app.kubernetes.io/name": "cert-manager",
      "app.kubernetes.io/instance": "cert-manager",
      "app.kubernetes.io/component": "controller",
    },
    serviceAccount: "cert-manager",
  },
  crds: [
    "certificaterequests.cert-manager.io",
    "certificates.cert-manager.io",
    "challenges.acme.cert-manager.io",
    "clusterissuers.cert-manager.io",
    "issuers.cert-manager.io",
    "orders.acme.cert-manager.io",
  ],
  clusterObjects: {
    "admissionregistration.k8s.io/MutatingWebhookConfiguration": ["cert-manager-webhook"],
    "admissionregistration.k8s.io/ValidatingWebhookConfiguration": ["cert-manager-webhook"],
    "rbac.authorization.k8s.io/ClusterRole": [
      "cert-manager-cainjector",
      "cert-manager-cluster-view",
      "cert-manager-controller-approve:cert-manager-io",
      "cert-manager-controller-certificates",
      "cert-manager-controller-certificatesigningrequests",
      "cert-manager-controller-challenges",
      "cert-manager-controller-clusterissuers",
      "cert-manager-controller-ingress-shim",
      "cert-manager-controller-issuers",
      "cert-manager-controller-orders",
      "cert-manager-edit",
      "cert-manager-view",
      "cert-manager-webhook:subjectaccessreviews",
    ],
    "rbac.authorization.k8s.io/ClusterRoleBinding": [
      "cert-manager-cainjector",
      "cert-manager-controller-approve:cert-manager-io",
      "cert-manager-controller-certificates",
      "cert-manager-controller-certificatesigningrequests",
      "cert-manager-controller-challenges",
      "cert-manager-controller-clusterissuers",
      "cert-manager-controller-ingress-shim",
      "cert-manager-controller-issuers",
      "cert-manager-controller-orders",
      "cert-manager-webhook:subjectaccessreviews",
    ],
  },
  kinds: [
    "/Service",
    "/ServiceAccount",
    "apps/Deployment",
    "batch/Job",
    "policy/PodDisruptionBudget",
    "rbac.authorization.k8s.io/Role",
    "rbac.authorization.k8s.io/RoleBinding",
  ],
  source: "cert-manager/cert-manager v1.21.1, deploy/charts/cert-manager, rendered 2026-11-23",
};

/** All of them, whether or not an environment needs them. */
export const charts: readonly Chart[] = [
  BARMAN_CLOUD_CHART,
  CERT_MANAGER_CHART,
  CLOUDNATIVE_PG_CHART,
  CLUSTER_AUTOSCALER_CHART,
  ECK_CHART,
  EXTERNAL_DNS_CHART,
  EXTERNAL_SECRETS_CHART,
  LOAD_BALANCER_CHART,
  METRICS_SERVER_CHART,
  PROMETHEUS_OPERATOR_CHART,
  STRIMZI_CHART,
];
