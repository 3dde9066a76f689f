import { compareText } from "../../diagnostics/diagnostic.ts";
import { bucketsOf } from "../../model/data-stores.ts";
import { ENVIRONMENT_LABEL } from "../../naming/labels.ts";
import {
  ALERTMANAGER,
  applicationOf,
  appProjectOf,
  BACKUPS_PURPOSE,
  bootstrapProjectOf,
  bucketKeyAliasOf,
  bucketOf,
  GRAFANA,
  GRAFANA_PASSWORD_KEY,
  LOGGING_UNIT,
  MONITORING_UNIT,
  operatorUnitOf,
  PLATFORM_UNIT,
  rootApplicationOf,
  secretKeyOf,
  secretPrefixOf,
  stateBucketOf,
} from "../../naming/names.ts";
import type { EnvironmentContext } from "../../resources/kubernetes/context.ts";
import { receiverKeysOf } from "../../resources/monitoring/alertmanager.ts";
import { operatorsOf } from "../../resources/operators/index.ts";
import { shellVariables } from "./shell.ts";

/** Changes with the names of the variables, so that scripts refuse a file that is not of theirs. */
const FORMAT = "1";

/** All that the scripts know of an environment. They hold nothing of a spec themselves. */
export function environmentFile(context: EnvironmentContext): string {
  const { platform, environment } = context;
  const { name, aws, cluster, gitops } = environment;
  const hasBackups = bucketsOf(environment).includes(BACKUPS_PURPOSE);
  return shellVariables({
    DATA_FORMAT: FORMAT,
    PLATFORM: platform.name,
    ENVIRONMENT: name,
    DESCRIPTION: environment.description ?? "",
    TIER: environment.tier,
    OWNER: platform.owner,
    ACCOUNT: aws.account,
    REGION: aws.region,
    CLUSTER: cluster.name,
    KUBERNETES: cluster.kubernetes,
    NAMESPACE: environment.namespace,
    OBSERVABILITY_NAMESPACE: environment.observabilityNamespace,
    ARGOCD_NAMESPACE: platform.gitops.namespace,
    AUTOMATED: String(gitops.automated),
    REVISION: gitops.revision,
    ROOT_APPLICATION: rootApplicationOf(platform.name, name),
    APPLICATION_PREFIX: appProjectOf(platform.name, name),
    APPLICATIONS: `app.kubernetes.io/part-of=${platform.name},${ENVIRONMENT_LABEL}=${name}`,
    FIELD_MANAGER: bootstrapProjectOf(platform.name),
    SECRET_PREFIX: secretPrefixOf(platform.name, name),
    STATE_BUCKET: stateBucketOf(platform.name, name, aws.account),
    STATE_KEY: `${platform.name}/${name}/terraform.tfstate`,
    BACKUPS_BUCKET: hasBackups ? bucketOf(platform.name, name, aws.account, BACKUPS_PURPOSE) : "",
    BACKUPS_KEY: hasBackups ? bucketKeyAliasOf(platform.name, name, aws, BACKUPS_PURPOSE) : "",
    LOGGING: String(environment.logging !== undefined),
    TERRAFORM: String(platform.terraform),
    DATABASES:
      environment.database === undefined
        ? []
        : environment.services.filter(({ database }) => database !== undefined).map((service) => service.name),
    MONITORING_APPLICATIONS: monitoringApplications(context),
    MONITORING_SECRETS: [
      secretKeyOf(GRAFANA, GRAFANA_PASSWORD_KEY),
      ...receiverKeysOf(context).map((key) => secretKeyOf(ALERTMANAGER, key)),
    ].toSorted(compareText),
  });
}

/** What has to be healthy before anything can watch: the operators, the namespaces, and what the operators run. */
function monitoringApplications(context: EnvironmentContext): readonly string[] {
  const { platform, environment } = context;
  const units = [
    ...operatorsOf(context).map((operator) => operatorUnitOf(operator.name)),
    PLATFORM_UNIT,
    MONITORING_UNIT,
    ...(environment.logging === undefined ? [] : [LOGGING_UNIT]),
  ];
  return units.map((unit) => applicationOf(platform.name, environment.name, unit)).toSorted(compareText);
}
