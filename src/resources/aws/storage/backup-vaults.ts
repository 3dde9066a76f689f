import { BackupPlan } from "@cdktn/provider-aws/lib/backup-plan/index.js";
import { BackupSelection } from "@cdktn/provider-aws/lib/backup-selection/index.js";
import { BackupVault } from "@cdktn/provider-aws/lib/backup-vault/index.js";
import { BackupVaultLockConfiguration } from "@cdktn/provider-aws/lib/backup-vault-lock-configuration/index.js";
import { DataAwsIamPolicyDocument } from "@cdktn/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { IamRole } from "@cdktn/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktn/provider-aws/lib/iam-role-policy/index.js";
import { KmsAlias } from "@cdktn/provider-aws/lib/kms-alias/index.js";
import { KmsKey } from "@cdktn/provider-aws/lib/kms-key/index.js";
import { declare, forEach, listOf, numberOf, of, type Scope } from "../cdktn.ts";
import { keyPolicy, useThrough } from "./key-policy.ts";

/** Minutes: a snapshot starts within an hour, and one of a large database may take long. */
const START_WINDOW = 60;
const COMPLETION_WINDOW = 12 * 60;

/** Days in which a lock can be taken back, at least 3: from then on nobody can. @see https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html */
const COOLING_OFF_DAYS = 3;

/** What the key of a vault is for; snapshots of RDS keep the key of their database, what else comes to lie there has this one. */
const VAULT_ACTIONS = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"];

/**
 * Vaults with daily snapshots. They outlive the database and its account's mistakes, which RDS's own backups of at most
 * 35 days need not. Nothing where no database is RDS's.
 */
export function backupVaults(scope: Scope): void {
  const vaults = forEach("var.backup_vaults");
  const policy = keyPolicy(scope, "vault_key", [useThrough("backup", VAULT_ACTIONS)]);
  declare(scope, KmsKey, "vault", {
    forEach: vaults,
    description: "Backup vault ${var.name}-${each.key}",
    enableKeyRotation: true,
    deletionWindowInDays: 30,
    policy,
    lifecycle: { preventDestroy: true },
  });
  declare(scope, KmsAlias, "vault", {
    forEach: vaults,
    name: "alias/${var.name}-${each.key}-vault",
    targetKeyId: of("aws_kms_key.vault[each.key].key_id"),
  });
  declare(scope, BackupVault, "this", {
    forEach: vaults,
    name: "${var.name}-${each.key}",
    kmsKeyArn: of("aws_kms_key.vault[each.key].arn"),
    lifecycle: { preventDestroy: true },
  });
  declare(
    scope,
    BackupVaultLockConfiguration,
    "this",
    {
      forEach: forEach("{ for name, vault in var.backup_vaults : name => vault if vault.lock_days != null }"),
      backupVaultName: of("aws_backup_vault.this[each.key].name"),
      minRetentionDays: numberOf("each.value.lock_days"),
      changeableForDays: COOLING_OFF_DAYS,
    },
    `For ${COOLING_OFF_DAYS} days this can be taken back. Then no snapshot can be deleted before its time, and no lock ever removed.`,
  );
  declare(scope, BackupPlan, "this", {
    forEach: vaults,
    name: "${var.name}-${each.key}",
    rule: [
      {
        ruleName: "daily",
        targetVaultName: of("aws_backup_vault.this[each.key].name"),
        schedule: "cron(0 ${each.value.hour_utc} * * ? *)",
        startWindow: START_WINDOW,
        completionWindow: COMPLETION_WINDOW,
        lifecycle: { deleteAfter: numberOf("each.value.retention_days") },
      },
    ],
  });
  declare(scope, BackupSelection, "this", {
    forEach: vaults,
    name: "${var.name}-${each.key}",
    planId: of("aws_backup_plan.this[each.key].id"),
    iamRoleArn: of("aws_iam_role.backup[each.key].arn"),
    resources: listOf("var.databases"),
  });
  role(scope);
}

/** What takes the snapshots. Restoring needs a role of its own, which nobody has while nothing is lost. */
function role(scope: Scope): void {
  const vaults = forEach("var.backup_vaults");
  const trust = declare(scope, DataAwsIamPolicyDocument, "backup_trust", {
    statement: [
      {
        actions: ["sts:AssumeRole"],
        principals: [{ type: "Service", identifiers: ["backup.amazonaws.com"] }],
        condition: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [of("var.account")] }],
      },
    ],
  });
  declare(scope, IamRole, "backup", {
    forEach: vaults,
    name: "${var.name}-${each.key}-backup",
    assumeRolePolicy: trust.json,
  });
  declare(
    scope,
    DataAwsIamPolicyDocument,
    "backup",
    {
      forEach: vaults,
      statement: [
        {
          sid: "FindDatabases",
          actions: ["rds:DescribeDBInstances", "rds:DescribeDBSnapshots", "rds:ListTagsForResource"],
          resources: [
            "arn:aws:rds:${var.region}:${var.account}:db:*",
            "arn:aws:rds:${var.region}:${var.account}:snapshot:*",
          ],
        },
        {
          sid: "FindKeys",
          actions: ["kms:DescribeKey"],
          resources: ["arn:aws:kms:${var.region}:${var.account}:key/*"],
        },
        {
          sid: "FindByTags",
          actions: ["tag:GetResources"],
          resources: ["*"],
        },
        {
          sid: "SnapshotDatabases",
          actions: ["rds:AddTagsToResource", "rds:CopyDBSnapshot", "rds:CreateDBSnapshot"],
          resources: [
            "arn:aws:rds:${var.region}:${var.account}:db:${var.name}-*",
            "arn:aws:rds:${var.region}:${var.account}:snapshot:*",
          ],
        },
        {
          sid: "ExpireSnapshots",
          actions: ["rds:DeleteDBSnapshot", "rds:ModifyDBSnapshotAttribute"],
          resources: ["arn:aws:rds:${var.region}:${var.account}:snapshot:awsbackup:*"],
        },
        {
          sid: "FillVault",
          actions: ["backup:CopyIntoBackupVault", "backup:DescribeBackupVault"],
          resources: [of("aws_backup_vault.this[each.key].arn")],
        },
      ],
    },
    // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSBackupServiceRolePolicyForBackup.html
    "What AWSBackupServiceRolePolicyForBackup says of snapshots of RDS, without continuous backups.",
  );
  declare(scope, IamRolePolicy, "backup", {
    forEach: vaults,
    name: "snapshots",
    role: of("aws_iam_role.backup[each.key].id"),
    policy: of("data.aws_iam_policy_document.backup[each.key].json"),
  });
}
