import { DbInstance, type DbInstanceConfig } from "@cdktn/provider-aws/lib/db-instance/index.js";
import { DATABASE_PORT } from "../../../catalog/postgresql.ts";
import { RDS_CA } from "../../../catalog/rds-certificates.ts";
import { DATABASE_ADMIN } from "../../../naming/database-secrets.ts";
import { boolOf, declare, forEach, numberOf, of, type Scope } from "../cdktn.ts";
import { ADMIN_PASSWORD, ADMIN_PASSWORD_VERSION } from "./credentials.ts";
import { KEY } from "./key.ts";
import { LOGS } from "./monitoring.ts";
import { PARAMETER_GROUP } from "./parameters.ts";

/** Days of Performance Insights that cost nothing. */
const INSIGHTS_DAYS = 7;

/** Seconds between two measurements of the operating system. */
const MONITORING_INTERVAL = 60;

const set = (field: string): string => of(`var.database_settings.${field}`);

/** What a database and its replicas have in common (FF56). */
const common = (group: string, storage: string) =>
  ({
    instanceClass: set("instance_class"),
    storageType: "gp3",
    storageEncrypted: true,
    maxAllocatedStorage: numberOf(`2 * ${storage}`),
    parameterGroupName: PARAMETER_GROUP,
    caCertIdentifier: RDS_CA,
    publiclyAccessible: false,
    vpcSecurityGroupIds: [of(group)],
    iamDatabaseAuthenticationEnabled: true,
    autoMinorVersionUpgrade: true,
    maintenanceWindow: set("maintenance_window"),
    copyTagsToSnapshot: true,
    enabledCloudwatchLogsExports: LOGS,
    monitoringInterval: MONITORING_INTERVAL,
    monitoringRoleArn: of("aws_iam_role.monitoring[0].arn"),
    databaseInsightsMode: "standard",
    performanceInsightsEnabled: true,
    performanceInsightsKmsKeyId: KEY,
    performanceInsightsRetentionPeriod: INSIGHTS_DAYS,
  }) satisfies Partial<DbInstanceConfig>;

/** The instances and their read replicas, each with an address of its own. */
export function instances(scope: Scope): void {
  const dependsOn = [
    { fqn: "aws_cloudwatch_log_group.this" },
    { fqn: "aws_iam_role_policy_attachment.monitoring" },
  ] satisfies DbInstanceConfig["dependsOn"];
  declare(
    scope,
    DbInstance,
    "this",
    {
      forEach: forEach("var.databases"),
      identifier: "${var.name}-${each.key}-db",
      engine: "postgres",
      engineVersion: set("postgresql"),
      engineLifecycleSupport: "open-source-rds-extended-support-disabled",
      allocatedStorage: numberOf("each.value.storage_gib"),
      kmsKeyId: KEY,
      port: DATABASE_PORT,
      username: DATABASE_ADMIN,
      passwordWo: ADMIN_PASSWORD,
      passwordWoVersion: numberOf(ADMIN_PASSWORD_VERSION),
      dbSubnetGroupName: of("aws_db_subnet_group.this[0].name"),
      multiAz: boolOf("var.database_settings.multi_az"),
      deletionProtection: boolOf("var.database_settings.deletion_protection"),
      backupRetentionPeriod: numberOf("var.database_settings.backup_retention_days"),
      backupWindow: set("backup_window"),
      deleteAutomatedBackups: false,
      skipFinalSnapshot: false,
      finalSnapshotIdentifier: "${var.name}-${each.key}-db-final",
      ...common("aws_security_group.this[each.key].id", "each.value.storage_gib"),
      tags: { Owner: of("each.value.owner") },
      dependsOn,
      lifecycle: { preventDestroy: true },
    },
    "RDS could manage the administrator's password itself, but then it refuses read replicas.",
  );
  declare(
    scope,
    DbInstance,
    "replica",
    {
      forEach: forEach("local.replicas"),
      identifier: "${var.name}-${each.key}",
      replicateSourceDb: of("aws_db_instance.this[each.value.service].identifier"),
      ...common("aws_security_group.this[each.value.service].id", "each.value.storage_gib"),
      skipFinalSnapshot: true,
      tags: { Owner: of("var.databases[each.value.service].owner") },
      dependsOn,
    },
    "Holds nothing that its database does not hold: it can be made again, and RDS takes no last snapshot of it.",
  );
}
