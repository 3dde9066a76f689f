/** Every name that two layers must agree on is put together here, once. */

/** Where the services of an environment run; Pod Security `restricted`. */
export const namespaceOf = (platform: string, environment: string): string => `${platform}-${environment}`;

/** Where Prometheus, Grafana and the log store run, apart from the services; each environment has a cluster of its own. */
export const OBSERVABILITY_NAMESPACE = "observability";

/** The AppProject of an environment, and the prefix of its Applications. */
export const appProjectOf = namespaceOf;

/** Applications of all environments share Argo CD's namespace, so their names carry the environment. */
export const applicationOf = (platform: string, environment: string, unit: string): string =>
  `${platform}-${environment}-${unit.replaceAll("/", "-")}`;

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

/** The SecretStore of a namespace. */
export const SECRET_STORE = "aws-secrets-manager";

/** The environment variable that a service's upstream is told by: `AUTH_SERVICE` of `auth-service`. */
export const variableOf = (name: string): string => name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_");

/** A host of an environment: `api.finflow.example`, or the domain itself for `@`. */
export const hostOf = (label: string, domain: string): string => (label === "@" ? domain : `${label}.${domain}`);

/** S3 bucket names are global, so they carry the account. */
export const bucketOf = (platform: string, environment: string, account: string, purpose: string): string =>
  `${platform}-${environment}-${purpose}-${account}`;

/** What runs the database of a service in the cluster: a CloudNativePG Cluster or a StatefulSet, by engine. */
export const databaseOf = (service: string): string => `${service}-postgresql`;

/** The Strimzi Kafka cluster of an environment. */
export const kafkaClusterOf = (platform: string): string => platform;

/** Name and class of what the unit `platform` adds to the namespace of the services. */
export const PLATFORM_UNIT = "platform";
