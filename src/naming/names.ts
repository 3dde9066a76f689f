import { runbookPathOf } from "./paths.ts";

/** Every name that two layers must agree on is put together here, once. */

/** Where the services of an environment run; Pod Security `restricted`. */
export const namespaceOf = (platform: string, environment: string): string => `${platform}-${environment}`;

/** Where Prometheus, Grafana and the log store run, apart from the services; each environment has a cluster of its own. */
export const OBSERVABILITY_NAMESPACE = "observability";

/** The cluster's own, which is there from the beginning. */
export const SYSTEM_NAMESPACE = "kube-system";

/** Where the agents run that need the nodes' own files: Fluentd and node-exporter. Pod Security `privileged`. */
export const NODE_AGENTS_NAMESPACE = "node-agents";

/** The AppProject of an environment, and the prefix of its Applications. */
export const appProjectOf = namespaceOf;

/** Applications of all environments share Argo CD's namespace, so their names carry the environment. */
export const applicationOf = (platform: string, environment: string, unit: string): string =>
  `${platform}-${environment}-${unit.replaceAll("/", "-")}`;

/** The AppProject of an environment's operators, whose charts bring kinds and rights that nothing else may bring. */
export const operatorsProjectOf = (platform: string, environment: string): string =>
  `${appProjectOf(platform, environment)}-operators`;

/** The AppProject that holds nothing but the root Applications. */
export const bootstrapProjectOf = (platform: string): string => `${platform}-bootstrap`;

export const rootApplicationOf = (platform: string, environment: string): string => `${platform}-${environment}`;

export const priorityClassOf = (platform: string, priority: string): string => `${platform}-${priority}`;

/** The ECR repository of a service. */
export const imageRepositoryOf = (
  aws: { account: string; region: string },
  platform: string,
  service: string,
): string => `${aws.account}.dkr.ecr.${aws.region}.amazonaws.com/${platform}/${service}`;

/**
 * Prefix of an environment's secrets in AWS Secrets Manager. Only its SecretStore names it, so that the ExternalSecrets
 * of all environments are the same.
 */
export const secretPrefixOf = (platform: string, environment: string): string => `${platform}/${environment}/`;

/** Name of a secret in AWS Secrets Manager behind the prefix; Terraform creates it, an ExternalSecret reads it. */
export const secretKeyOf = (service: string, secret: string): string => `${service}/${secret}`;

/** The Kubernetes Secret with a service's own secrets, one key for each. */
export const secretsOf = (service: string): string => `${service}-secrets`;

/** The Kubernetes Secret with the connection of a service's database; the same keys whatever the engine. */
export const databaseSecretOf = (service: string): string => `${service}-database`;

/** The Kubernetes Secret whose key `ca.crt` has signed the certificate of a service's database; CloudNativePG fixes the suffix. */
export const databaseCaOf = (service: string): string => `${databaseOf(service)}-ca`;

/** The SecretStore of a namespace. */
export const SECRET_STORE = "aws-secrets-manager";

/** The environment variable that a service's upstream is told by: `AUTH_SERVICE` of `auth-service`. */
export const variableOf = (name: string): string => name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_");

/** A host of an environment: `api.finflow.example`, or the domain itself for `@`. */
export const hostOf = (label: string, domain: string): string => (label === "@" ? domain : `${label}.${domain}`);

/** S3 bucket names are global, so they carry the account. */
export const bucketOf = (platform: string, environment: string, account: string, purpose: string): string =>
  `${platform}-${environment}-${purpose}-${account}`;

/** ARN of the alias of a KMS key; Terraform makes the key. */
export const keyAliasOf = (
  platform: string,
  environment: string,
  aws: { account: string; region: string },
  purpose: string,
): string => `arn:aws:kms:${aws.region}:${aws.account}:alias/${platform}-${environment}-${purpose}`;

/** ARN of the alias of the key of a bucket; no other key's alias starts so, whatever services call their buckets. */
export const bucketKeyAliasOf = (
  platform: string,
  environment: string,
  aws: { account: string; region: string },
  purpose: string,
): string => keyAliasOf(platform, environment, aws, `bucket-${purpose}`);

/** The bucket with the state of an environment, and the key that encrypts it; `terraform/bootstrap` makes both. */
export const STATE_PURPOSE = "terraform-state";
export const stateBucketOf = (platform: string, environment: string, account: string): string =>
  bucketOf(platform, environment, account, STATE_PURPOSE);
export const stateKeyAliasOf = (
  platform: string,
  environment: string,
  aws: { account: string; region: string },
): string => keyAliasOf(platform, environment, aws, STATE_PURPOSE);

/** Value of the tag `Name` of an environment's VPC, by which pods find it that cannot ask the instance metadata. */
export const vpcOf = namespaceOf;

/**
 * What runs the database of a service in the cluster, a CloudNativePG Cluster or a StatefulSet by engine, and the prefix
 * of all that belongs to it. Short, since CloudNativePG refuses a Cluster whose name has more than 50 characters, of which
 * the service's may take 40 (FF46).
 */
export const databaseOf = (service: string): string => `${service}-db`;

/** The Service that leads to what answers reads only, or to the database itself where there is none. */
export const databaseReadsOf = (service: string): string => `${databaseOf(service)}-read`;

/** The Service that leads to the pooler of a service's database, or to the database itself where there is none. */
export const databasePoolOf = (service: string): string => `${databaseOf(service)}-pool`;

/** The headless Service that gives the pods of a StatefulSet their names. */
export const databasePodsOf = (service: string): string => `${databaseOf(service)}-pods`;

/** PgBouncer before a service's database; no Pooler may have the name of a Cluster. */
export const databasePoolerOf = (service: string): string => `${databaseOf(service)}-pooler`;

/** What gives a service's database its roles and extensions, where no operator does, and the administrator that it acts as. */
export const databasePrepareOf = (service: string): string => `${databaseOf(service)}-prepare`;
export const databaseAdminOf = (service: string): string => `${databaseOf(service)}-admin`;

/** The exporter of the metrics of a service's database, and the role that it has there. */
export const databaseExporterOf = (service: string): string => `${databaseOf(service)}-exporter`;

/** Database and role of a service where we choose them. The same in all, since some names of services are reserved as roles. */
export const DATABASE_NAME = "app";
export const DATABASE_USER = "app";

/** The role of every exporter. */
export const EXPORTER_USER = "exporter";

/**
 * What takes the portable copy of a service's database, and its identity. Short, since the API server refuses a CronJob
 * whose name has more than 52 characters, of which the service's may take 40 (FF46).
 */
export const databaseBackupOf = (service: string): string => `${databaseOf(service)}-backup`;

/** What proves that the copy can be restored, and its identity; short for the same reason. */
export const restoreDrillOf = (service: string): string => `${databaseOf(service)}-drill`;

/** Settings of all copies and drills of an environment, and their scripts; no service may have a name that starts so. */
export const BACKUP_SETTINGS = "databases-backup";
export const BACKUP_SCRIPTS = "databases-backup-scripts";

/** Purpose of the bucket with the copies of databases, and of the key that encrypts them. */
export const BACKUPS_PURPOSE = "backups";

/** Purpose of the bucket that the load balancer writes its access logs to. */
export const ACCESS_LOGS_PURPOSE = "alb-logs";

/** Purpose of the bucket with Elasticsearch's snapshots, and the name of the repository in Elasticsearch. */
export const LOG_SNAPSHOTS_PURPOSE = "log-snapshots";

/** The Strimzi Kafka cluster of an environment. */
export const kafkaClusterOf = (platform: string): string => platform;

/** Strimzi puts this before the name of a KafkaUser to name its Secret. No service's name has a dot, so no other Secret can be meant. */
export const KAFKA_SECRET_PREFIX = "kafka-user.";

/** The Secret with the client certificate of a service; its KafkaUser has the service's name. */
export const kafkaSecretOf = (service: string): string => `${KAFKA_SECRET_PREFIX}${service}`;

/** The Secret whose key `ca.crt` has signed the brokers' certificates. @see https://strimzi.io/docs/operators/latest/deploying#security-str */
export const kafkaCaOf = (cluster: string): string => `${cluster}-cluster-ca-cert`;

/** The Service through which clients find the brokers. */
export const kafkaBootstrapOf = (cluster: string): string => `${cluster}-kafka-bootstrap`;

/** The brokers and controllers; what is ours around them has names that start the same. */
export const KAFKA = "kafka";

/** The operators of topics and users, and what measures lag. */
export const KAFKA_ENTITY_OPERATOR = `${KAFKA}-entity-operator`;
export const KAFKA_EXPORTER = `${KAFKA}-exporter`;

/** The ConfigMap that says which of the brokers' JMX beans become metrics, under which names. */
export const KAFKA_METRICS = `${KAFKA}-metrics`;

/** A service's transactional IDs start with this. With the dot, which no service's name has, none is the start of another's. */
export const transactionalPrefixOf = (service: string): string => `${service}.`;

/** The class of every volume that is to last: encrypted, made in the zone of its pod. */
export const STORAGE_CLASS = "encrypted-gp3";

/** The same for volumes that go with their pod. */
export const SCRATCH_STORAGE_CLASS = "encrypted-gp3-scratch";

/** Name and class of what the unit `platform` adds to the namespace of the services. */
export const PLATFORM_UNIT = "platform";

/** The unit of a service's database, its exporter and its backups. */
export const databaseUnitOf = (service: string): string => `databases/${service}`;

/** The unit of a service's topics and of its Kafka user. */
export const messagingUnitOf = (service: string): string => `messaging/${service}`;

/** The unit of the brokers. */
export const KAFKA_UNIT = "messaging/kafka";

/** The unit of Prometheus, Alertmanager, Grafana and the exporters of the cluster. */
export const MONITORING_UNIT = "monitoring";

/** The Service that the Prometheus Operator keeps for the kubelets of all nodes. */
export const KUBELET_SERVICE = { namespace: SYSTEM_NAMESPACE, name: "kubelet" } as const;

/** What watches, each in the namespace of the watchers but node-exporter, which runs on every node. */
export const PROMETHEUS = "prometheus";
export const ALERTMANAGER = "alertmanager";
export const GRAFANA = "grafana";
export const KUBE_STATE_METRICS = "kube-state-metrics";
export const NODE_EXPORTER = "node-exporter";

/** The Prometheus that sees all shards, evaluates the rules and answers Grafana; there is one where there are shards. */
export const PROMETHEUS_QUERY = "prometheus-query";

/** The Service of one shard; the first is 0. */
export const prometheusShardOf = (shard: number): string => `${PROMETHEUS}-shard-${shard}`;

/** The Kubernetes Secrets with what Alertmanager sends with, and Grafana's administrator. */
export const ALERTMANAGER_RECEIVERS = "alertmanager-receivers";
export const GRAFANA_ADMIN = "grafana-admin";

/** Keys of those Secrets; behind the name of the workload also what Secrets Manager calls them. */
export const SLACK_KEY = "slack-api-url";
export const pagerDutyKeyOf = (team: string): string => `pagerduty-${team}`;
export const GRAFANA_PASSWORD_KEY = "admin-password";

/** The label by which Grafana finds ConfigMaps with dashboards; its value is "1". */
export const DASHBOARD_LABEL = "grafana_dashboard";

/** Below this prefix lie the uids of the platform's dashboards. A service's dashboard has the uid of its name, which has no `_`. */
export const PLATFORM_DASHBOARD_PREFIX = "platform_";

/** The address of a dashboard within Grafana. */
export const dashboardPathOf = (uid: string): string => `/d/${uid}`;

/** The ConfigMap of a dashboard. Neither a service nor an object of one has a dot in its name. */
export const dashboardConfigMapOf = (uid: string): string => `dashboard.${uid.replaceAll("_", "-")}`;

/** The uid of the one data source of Grafana; dashboards may name it. */
export const DATASOURCE_UID = "prometheus";

/** The unit of Fluentd, Elasticsearch and Kibana. */
export const LOGGING_UNIT = "logging";

/** Elasticsearch of an environment; ECK names its Service and Secrets after it. */
export const ELASTICSEARCH = "elasticsearch";

/** The Secret with a user of Elasticsearch: its name, its password, its role. */
export const elasticsearchUserOf = (user: string): string => `${ELASTICSEARCH}-user-${user}`;

/** The data stream that holds the lines of all containers: type, dataset and namespace, as Elastic names them. */
export const LOG_STREAM = "logs-containers-default";

/** The IAM role with which Elasticsearch writes its snapshots. */
export const logSnapshotsRoleOf = (platform: string, environment: string, account: string): string =>
  `arn:aws:iam::${account}:role/${platform}-${environment}-log-snapshots`;

/**
 * The page of an alert, as GitHub shows files; GitLab and Gitea lead from there to their own address. Of the platform's
 * revision, not of the environment's: an alert is read with the newest advice, and its rule is the same everywhere.
 */
export const runbookUrlOf = (
  { repository, revision }: { readonly repository: string; readonly revision: string },
  alert: string,
): string => `${repository.replace(/\.git$/, "")}/blob/${revision}/${runbookPathOf(alert)}`;

/** Operators and add-ons come from charts, not from an overlay, but have Applications as units have. */
export const operatorUnitOf = (operator: string): string => `operators/${operator}`;
