import { DataAwsIamPolicyDocument } from "@cdktn/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { IamRolePolicy } from "@cdktn/provider-aws/lib/iam-role-policy/index.js";
import {
  AUTOSCALER_CHANGES,
  AUTOSCALER_GROUP_READS,
  AUTOSCALER_READS,
  AUTOSCALER_TAG,
} from "../../../catalog/cluster-autoscaler.ts";
import { LOAD_BALANCER_RIGHTS, type Rights } from "../../../catalog/load-balancer-rights.ts";
import { declare, dynamicBlock, forEach, listOf, local, of, type Scope } from "../cdktn.ts";

/** What the needs of workloads mean in actions of AWS, none more. */
export function declareRights(scope: Scope): void {
  bucketRights(scope);
  secretRights(scope);
  dnsRights(scope);
  loadBalancerRights(scope);
  nodeRights(scope);
}

/** Gives a policy to each workload that a filter finds. */
const give = (scope: Scope, name: string, policyName: string, workloads: string, policy: string): void => {
  declare(scope, IamRolePolicy, name, {
    forEach: forEach(workloads),
    name: policyName,
    role: of("aws_iam_role.this[each.key].id"),
    policy: of(policy),
  });
};

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
const OBJECT_ACTIONS = {
  delete: ["s3:DeleteObject"],
  list: [],
  probe: [],
  read: ["s3:GetObject"],
  uploads: ["s3:ListBucketMultipartUploads", "s3:ListMultipartUploadParts"],
  write: ["s3:AbortMultipartUpload", "s3:PutObject"],
};

/** Parts of an upload are put together from what is there. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html */
const KEY_ACTIONS = {
  delete: [],
  list: [],
  probe: [],
  read: ["kms:Decrypt"],
  uploads: [],
  write: ["kms:Decrypt", "kms:GenerateDataKey"],
};

const BUCKET_USERS =
  "{ for name, workload in var.workloads : name => workload.buckets if length(workload.buckets) > 0 }";

function bucketRights(scope: Scope): void {
  local(scope, "object_actions", OBJECT_ACTIONS);
  local(scope, "key_actions", KEY_ACTIONS);
  local(scope, "bucket_users", of(BUCKET_USERS));

  const objects = declare(
    scope,
    DataAwsIamPolicyDocument,
    "objects",
    { forEach: forEach("local.bucket_users") },
    "Unfinished uploads are the bucket's; what else is done, is done to objects.",
  );
  dynamicBlock(objects, "statement", "each.value", {
    actions: of("distinct(flatten([for access in statement.value.access : local.object_actions[access]]))"),
    resources: of(
      'concat(["${var.bucket_arns[statement.value.name]}/${statement.value.prefix}*"], contains(statement.value.access, "uploads") ? [var.bucket_arns[statement.value.name]] : [])',
    ),
  });

  const lists = declare(
    scope,
    DataAwsIamPolicyDocument,
    "lists",
    { forEach: forEach("local.bucket_users") },
    "Names of objects below the prefix. Who asks whether the bucket is there, names no prefix.",
  );
  dynamicBlock(lists, "statement", '[for bucket in each.value : bucket if contains(bucket.access, "list")]', {
    actions: ["s3:ListBucket"],
    resources: [of("var.bucket_arns[statement.value.name]")],
    condition: [
      {
        test: of(
          'statement.value.prefix == "" || contains(statement.value.access, "probe") ? "StringLikeIfExists" : "StringLike"',
        ),
        variable: "s3:prefix",
        values: ["${statement.value.prefix}*"],
      },
    ],
  });

  const keys = declare(scope, DataAwsIamPolicyDocument, "keys", { forEach: forEach("local.bucket_users") });
  dynamicBlock(keys, "statement", "each.value", {
    actions: of("distinct(flatten([for access in statement.value.access : local.key_actions[access]]))"),
    resources: [of("var.key_arns[statement.value.name]")],
    condition: [{ test: "StringEquals", variable: "kms:ViaService", values: ["s3.${var.region}.amazonaws.com"] }],
  });

  declare(scope, DataAwsIamPolicyDocument, "buckets", {
    forEach: forEach("local.bucket_users"),
    sourcePolicyDocuments: ["objects", "lists", "keys"].map((name) =>
      of(`data.aws_iam_policy_document.${name}[each.key].json`),
    ),
  });
  give(scope, "buckets", "buckets", "local.bucket_users", "data.aws_iam_policy_document.buckets[each.key].json");
}

function secretRights(scope: Scope): void {
  const secrets = "arn:aws:secretsmanager:${var.region}:${var.account}:secret:${var.secret_prefix}*";
  declare(
    scope,
    DataAwsIamPolicyDocument,
    "secrets",
    {
      statement: [
        { actions: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"], resources: [secrets] },
        {
          actions: ["kms:Decrypt"],
          resources: [of("var.secrets_key_arn")],
          condition: [
            {
              test: "StringEquals",
              variable: "kms:ViaService",
              values: ["secretsmanager.${var.region}.amazonaws.com"],
            },
            { test: "StringLike", variable: "kms:EncryptionContext:SecretARN", values: [secrets] },
          ],
        },
      ],
    },
    "By name and not by tag, so nothing is listed.",
  );
  give(
    scope,
    "secrets",
    "secrets",
    "{ for name, workload in var.workloads : name => workload if workload.secrets }",
    "data.aws_iam_policy_document.secrets.json",
  );
}

/** What External DNS makes for an Ingress: addresses, and texts by which it knows its own records. */
const RECORD_TYPES = ["A", "AAAA", "CNAME", "TXT"];

/** @see https://github.com/kubernetes-sigs/external-dns/blob/master/docs/tutorials/aws.md of 0.21 */
function dnsRights(scope: Scope): void {
  const users = "{ for name, workload in var.workloads : name => workload.dns if length(workload.dns) > 0 }";
  declare(
    scope,
    DataAwsIamPolicyDocument,
    "dns",
    {
      forEach: forEach(users),
      statement: [
        {
          actions: ["route53:ChangeResourceRecordSets"],
          resources: listOf("var.zone_arns"),
          condition: [
            {
              test: "ForAllValues:StringEquals",
              variable: "route53:ChangeResourceRecordSetsActions",
              values: listOf("each.value"),
            },
            {
              test: "ForAllValues:StringEquals",
              variable: "route53:ChangeResourceRecordSetsRecordTypes",
              values: RECORD_TYPES,
            },
          ],
        },
        {
          actions: ["route53:ListResourceRecordSets", "route53:ListTagsForResources"],
          resources: listOf("var.zone_arns"),
        },
        { actions: ["route53:ListHostedZones"], resources: ["*"] },
      ],
    },
    "Of the environment's zone alone; zones can only be listed all together.",
  );
  give(scope, "dns", "dns", users, "data.aws_iam_policy_document.dns[each.key].json");
}

function loadBalancerRights(scope: Scope): void {
  declare(
    scope,
    DataAwsIamPolicyDocument,
    "load_balancers",
    { statement: LOAD_BALANCER_RIGHTS.map(statementOf) },
    "What the project of the AWS Load Balancer Controller asks for, without what is turned off.",
  );
  give(
    scope,
    "load_balancers",
    "load-balancers",
    "{ for name, workload in var.workloads : name => workload if workload.load_balancers }",
    "data.aws_iam_policy_document.load_balancers.json",
  );
}

function nodeRights(scope: Scope): void {
  declare(
    scope,
    DataAwsIamPolicyDocument,
    "nodes",
    {
      statement: [
        {
          actions: [...AUTOSCALER_CHANGES],
          resources: ["arn:aws:autoscaling:${var.region}:${var.account}:autoScalingGroup:*:autoScalingGroupName/*"],
          condition: [
            {
              test: "Null",
              variable: `aws:ResourceTag/${AUTOSCALER_TAG}\${var.cluster_name}`,
              values: ["false"],
            },
          ],
        },
        {
          actions: [...AUTOSCALER_GROUP_READS],
          resources: ["arn:aws:eks:${var.region}:${var.account}:nodegroup/${var.cluster_name}/*/*"],
        },
        { actions: [...AUTOSCALER_READS], resources: ["*"] },
      ],
    },
    "EKS tags the Auto Scaling groups of the cluster's node groups, so no name of one has to be known.",
  );
  give(
    scope,
    "nodes",
    "nodes",
    "{ for name, workload in var.workloads : name => workload if workload.nodes }",
    "data.aws_iam_policy_document.nodes.json",
  );
}

function statementOf({ actions, resources, equals = {}, absent = {} }: Rights) {
  const condition = [
    ...Object.entries(equals).map(([variable, values]) => ({ test: "StringEquals", variable, values: [...values] })),
    ...Object.entries(absent).map(([variable, isAbsent]) => ({ test: "Null", variable, values: [String(isAbsent)] })),
  ];
  return { actions: [...actions], resources: [...resources], ...(condition.length > 0 && { condition }) };
}
