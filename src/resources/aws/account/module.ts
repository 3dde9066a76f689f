import { AccessanalyzerAnalyzer } from "@cdktn/provider-aws/lib/accessanalyzer-analyzer/index.js";
import { BudgetsBudget } from "@cdktn/provider-aws/lib/budgets-budget/index.js";
import { DataAwsIamPolicyDocument } from "@cdktn/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { EbsEncryptionByDefault } from "@cdktn/provider-aws/lib/ebs-encryption-by-default/index.js";
import { EbsSnapshotBlockPublicAccess } from "@cdktn/provider-aws/lib/ebs-snapshot-block-public-access/index.js";
import { Ec2ImageBlockPublicAccess } from "@cdktn/provider-aws/lib/ec2-image-block-public-access/index.js";
import { Ec2InstanceMetadataDefaults } from "@cdktn/provider-aws/lib/ec2-instance-metadata-defaults/index.js";
import { KmsAlias } from "@cdktn/provider-aws/lib/kms-alias/index.js";
import { KmsKey } from "@cdktn/provider-aws/lib/kms-key/index.js";
import { S3AccountPublicAccessBlock } from "@cdktn/provider-aws/lib/s3-account-public-access-block/index.js";
import { SnsTopic } from "@cdktn/provider-aws/lib/sns-topic/index.js";
import { SnsTopicPolicy } from "@cdktn/provider-aws/lib/sns-topic-policy/index.js";
import { SnsTopicSubscription } from "@cdktn/provider-aws/lib/sns-topic-subscription/index.js";
import { declare, defineModule, forEach, listOf, numberOf, of, output, type Scope } from "../cdktn.ts";
import { keyPolicy } from "../storage/key-policy.ts";
import { string, variable } from "../types.ts";
import { accountVariables } from "./input.ts";

/** What holds for all that is in the account, and who is told of what happens there. */
export const account = defineModule({
  name: "account",
  variables: {
    name: variable(string, "What stands before every name: platform and environment."),
    account: variable(string, "AWS account."),
    region: variable(string, "AWS region."),
    alarms: variable(accountVariables.alarms.type, accountVariables.alarms.description),
  },
  call: { name: of("local.name"), account: of("var.account"), region: of("var.region"), alarms: of("var.alarms") },
  build: (scope) => {
    defaults(scope);
    alarms(scope);
    budget(scope);
  },
});

/** What somebody forgets to say is said here. */
function defaults(scope: Scope): void {
  declare(scope, S3AccountPublicAccessBlock, "this", {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  declare(scope, EbsEncryptionByDefault, "this", { enabled: true });
  declare(scope, EbsSnapshotBlockPublicAccess, "this", { state: "block-all-sharing" });
  declare(scope, Ec2ImageBlockPublicAccess, "this", { state: "block-new-sharing" });
  declare(
    scope,
    Ec2InstanceMetadataDefaults,
    "this",
    { httpTokens: "required", httpPutResponseHopLimit: 1 },
    "An answer that may hop once reaches the instance, and no pod on it.",
  );
  declare(scope, AccessanalyzerAnalyzer, "this", { analyzerName: of("var.name"), type: "ACCOUNT" });
}

function alarms(scope: Scope): void {
  const cloudWatch = [{ type: "Service", identifiers: ["cloudwatch.amazonaws.com"] }];
  const ofAccount = [{ test: "StringEquals", variable: "aws:SourceAccount", values: [of("var.account")] }];
  const key = declare(
    scope,
    KmsKey,
    "alarms",
    {
      description: "Alarms of ${var.name}",
      enableKeyRotation: true,
      deletionWindowInDays: 7,
      policy: keyPolicy(scope, "alarms_key", [
        {
          sid: "PublishAlarms",
          actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
          resources: ["*"],
          principals: cloudWatch,
          condition: ofAccount,
        },
      ]),
    },
    "CloudWatch cannot publish to a topic whose key is Amazon's. Nothing is kept with it.",
  );
  declare(scope, KmsAlias, "alarms", { name: "alias/${var.name}-alarms", targetKeyId: key.keyId });
  const topic = declare(scope, SnsTopic, "alarms", { name: "${var.name}-alarms", kmsMasterKeyId: key.arn });
  const publish = declare(scope, DataAwsIamPolicyDocument, "alarms", {
    statement: [
      {
        sid: "PublishAlarms",
        actions: ["sns:Publish"],
        // Composed, so that the plan says the policy of a topic that is not there yet.
        resources: ["arn:aws:sns:${var.region}:${var.account}:${var.name}-alarms"],
        principals: cloudWatch,
        condition: ofAccount,
      },
    ],
  });
  declare(scope, SnsTopicPolicy, "alarms", { arn: topic.arn, policy: publish.json });
  declare(
    scope,
    SnsTopicSubscription,
    "contact",
    {
      forEach: forEach("toset(var.alarms.contacts)"),
      topicArn: topic.arn,
      protocol: "email",
      endpoint: of("each.key"),
    },
    "Nothing arrives before the contact has followed the link of a first message.",
  );
  output(scope, "alarm_topic_arn", topic.arn, "Topic of alarms.");
}

function budget(scope: Scope): void {
  const told = { comparisonOperator: "GREATER_THAN", thresholdType: "PERCENTAGE" };
  const contacts = listOf("var.alarms.contacts");
  declare(
    scope,
    BudgetsBudget,
    "this",
    {
      count: numberOf("var.alarms.budget_usd_per_month == null ? 0 : 1"),
      name: of("var.name"),
      budgetType: "COST",
      timeUnit: "MONTHLY",
      limitAmount: of("tostring(var.alarms.budget_usd_per_month)"),
      limitUnit: "USD",
      notification: [
        { notificationType: "ACTUAL", threshold: 80, ...told, subscriberEmailAddresses: contacts },
        { notificationType: "FORECASTED", threshold: 100, ...told, subscriberEmailAddresses: contacts },
      ],
    },
    "It writes to the contacts itself, who need not confirm that.",
  );
}
