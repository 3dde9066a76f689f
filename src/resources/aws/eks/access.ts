import { DataAwsIamPolicyDocument } from "@cdktn/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { EksAccessEntry } from "@cdktn/provider-aws/lib/eks-access-entry/index.js";
import { EksAccessPolicyAssociation } from "@cdktn/provider-aws/lib/eks-access-policy-association/index.js";
import type { EksCluster } from "@cdktn/provider-aws/lib/eks-cluster/index.js";
import { IamRole } from "@cdktn/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktn/provider-aws/lib/iam-role-policy/index.js";
import { declare, type Scope } from "../cdktn.ts";
import { ACCOUNT_ROOT } from "./keys.ts";

/** Seconds; who still needs it then takes the role on again. */
const SESSION = 3600;

/**
 * The one way for people into the cluster. Nobody has it by default, neither who made the cluster nor CI: what runs in
 * it is Argo CD's business.
 */
export function declareAccess(scope: Scope, cluster: EksCluster): void {
  const trust = declare(scope, DataAwsIamPolicyDocument, "admin_trust", {
    statement: [
      {
        actions: ["sts:AssumeRole"],
        principals: [{ type: "AWS", identifiers: [ACCOUNT_ROOT] }],
        condition: [{ test: "Bool", variable: "aws:MultiFactorAuthPresent", values: ["true"] }],
      },
    ],
  });
  const role = declare(
    scope,
    IamRole,
    "admin",
    {
      name: "${var.name}-cluster-admin",
      description: "Administers the cluster when nothing else helps",
      assumeRolePolicy: trust.json,
      maxSessionDuration: SESSION,
    },
    "For identities of the account that may assume it by their own policies too, with a second factor.",
  );
  const describe = declare(scope, DataAwsIamPolicyDocument, "admin", {
    statement: [{ actions: ["eks:DescribeCluster"], resources: [cluster.arn] }],
  });
  declare(
    scope,
    IamRolePolicy,
    "admin",
    { name: "describe-cluster", role: role.id, policy: describe.json },
    "All that `aws eks update-kubeconfig` asks for.",
  );
  const entry = declare(scope, EksAccessEntry, "admin", { clusterName: cluster.name, principalArn: role.arn });
  declare(scope, EksAccessPolicyAssociation, "admin", {
    clusterName: cluster.name,
    principalArn: entry.principalArn,
    policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
    accessScope: { type: "cluster" },
  });
}
