/** The layout of the output, in one place. All paths are POSIX and relative to the root. */

const KUSTOMIZE_BASES = "generated/kubernetes";
const KUSTOMIZE_OVERLAYS = "envs";

export const basePathOf = (unit: string): string => `${KUSTOMIZE_BASES}/${unit}`;
export const overlayPathOf = (environment: string, unit: string): string =>
  `${KUSTOMIZE_OVERLAYS}/${environment}/${unit}`;

export const ARGOCD_BOOTSTRAP = "argocd/bootstrap";
export const argocdPathOf = (environment: string): string => `argocd/${environment}`;
export const applicationsPathOf = (environment: string): string => `argocd/${environment}/applications`;

/** The values of an operator's chart, which are the same in all environments. */
export const helmValuesPathOf = (operator: string): string => `terraform/helm-values/${operator}.yaml`;

/** A file or folder below that of Terraform. */
export const terraformFolderPathOf = (path: string): string => `terraform/${path}`;

/** The values of an environment, and where its state is. */
export const tfvarsPathOf = (environment: string): string => `terraform/environments/${environment}.tfvars`;
export const bootstrapTfvarsPathOf = (environment: string): string =>
  `terraform/bootstrap/environments/${environment}.tfvars`;
export const backendPathOf = (environment: string): string => `terraform/environments/${environment}.s3.tfbackend`;

/** What signs the certificates of an environment's RDS instances. */
export const rdsCertificatePathOf = (environment: string): string => `terraform/environments/${environment}.rds-ca.pem`;

export const SCHEMA_PATH = "generated/schema/finflow.schema.json";

/** Dashboards as Grafana imports them; what differs between environments lies in a folder of each. */
export const DASHBOARDS_PATH = "generated/monitoring/dashboards";

/** Rules as Prometheus reads them, and promtool's tests of them: of all environments, or of one. */
export const RULES_PATH = "generated/monitoring/rules";
export const RULE_TESTS_PATH = "generated/monitoring/tests";

export const ALERT_PAGES_PATH = "generated/docs/alerts";
export const runbookPathOf = (alert: string): string => `${ALERT_PAGES_PATH}/${alert}.md`;
