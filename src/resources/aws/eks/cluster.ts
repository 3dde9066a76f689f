import { CloudwatchLogGroup } from "@cdktn/provider-aws/lib/cloudwatch-log-group/index.js";
import { DataAwsIamPolicyDocument } from "@cdktn/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { EksCluster } from "@cdktn/provider-aws/lib/eks-cluster/index.js";
import { IamOpenidConnectProvider } from "@cdktn/provider-aws/lib/iam-openid-connect-provider/index.js";
import { IamRole } from "@cdktn/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktn/provider-aws/lib/iam-role-policy/index.js";
import { IamRolePolicyAttachment } from "@cdktn/provider-aws/lib/iam-role-policy-attachment/index.js";
import type { SecurityGroup } from "@cdktn/provider-aws/lib/security-group/index.js";
import { boolOf, declare, listOf, numberOf, of, type Scope } from "../cdktn.ts";
import { encryptionKey, USE_FOR_SECRETS, useForLogs } from "./keys.ts";

/** Everything that the control plane can tell. @see https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
const LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/** Days; an investigation of what happened looks back for a year. */
const LOG_RETENTION = 365;

/** The control plane: reachable from the VPC alone, its Secrets encrypted, all that it tells kept for a year. */
export function declareCluster(scope: Scope, securityGroup: SecurityGroup): EksCluster {
  const secrets = encryptionKey(
    scope,
    "secrets",
    { purpose: "cluster-secrets", description: "Secrets of Kubernetes" },
    USE_FOR_SECRETS,
  );
  const role = clusterRole(scope, secrets.arn);
  const logs = logGroup(scope);
  return declare(scope, EksCluster, "this", {
    name: of("var.cluster.name"),
    version: of("var.cluster.kubernetes"),
    roleArn: role.arn,
    enabledClusterLogTypes: LOG_TYPES,
    deletionProtection: boolOf("var.cluster.deletion_protection"),
    bootstrapSelfManagedAddons: false,
    accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
    vpcConfig: {
      subnetIds: listOf("values(var.cluster_subnet_ids)"),
      securityGroupIds: [securityGroup.id],
      endpointPrivateAccess: true,
      endpointPublicAccess: false,
    },
    kubernetesNetworkConfig: { ipFamily: "ipv4", serviceIpv4Cidr: of("var.cluster.service_cidr") },
    encryptionConfig: { resources: ["secrets"], provider: { keyArn: secrets.arn } },
    upgradePolicy: { supportType: "STANDARD" },
    zonalShiftConfig: { enabled: true },
    // Without the rights it cannot remove what it made, and without the group EKS makes one that keeps logs for ever.
    dependsOn: [role.policies[0], role.policies[1], logs],
  });
}

function clusterRole(scope: Scope, keyArn: string) {
  const trust = declare(scope, DataAwsIamPolicyDocument, "cluster_trust", {
    statement: [{ actions: ["sts:AssumeRole"], principals: [{ type: "Service", identifiers: ["eks.amazonaws.com"] }] }],
  });
  const role = declare(scope, IamRole, "cluster", {
    name: "${var.name}-cluster",
    description: "What EKS does for the cluster",
    assumeRolePolicy: trust.json,
  });
  const attachment = declare(scope, IamRolePolicyAttachment, "cluster", {
    role: role.name,
    policyArn: "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
  });
  const secrets = declare(scope, DataAwsIamPolicyDocument, "cluster_secrets", {
    statement: [{ actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:ListGrants"], resources: [keyArn] }],
  });
  const policy = declare(scope, IamRolePolicy, "cluster_secrets", {
    name: "secrets",
    role: role.id,
    policy: secrets.json,
  });
  return { arn: role.arn, policies: [attachment, policy] as const };
}

function logGroup(scope: Scope): CloudwatchLogGroup {
  const name = "/aws/eks/${var.cluster.name}/cluster";
  const key = encryptionKey(
    scope,
    "logs",
    { purpose: "cluster-logs", description: "Logs of the control plane" },
    useForLogs(name),
  );
  return declare(
    scope,
    CloudwatchLogGroup,
    "cluster",
    { name, retentionInDays: LOG_RETENTION, kmsKeyId: key.arn },
    "EKS writes to the group of this name.",
  );
}

/** Lets pods that cannot use Pod Identity exchange their tokens for a role; only where there are such pods. */
export const declareTokenProvider = (scope: Scope): void => {
  declare(scope, IamOpenidConnectProvider, "pods", {
    count: numberOf("var.web_identity ? 1 : 0"),
    url: of("aws_eks_cluster.this.identity[0].oidc[0].issuer"),
    clientIdList: ["sts.amazonaws.com"],
  });
};
