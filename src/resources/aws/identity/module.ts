import { DataAwsIamPolicyDocument } from "@cdktn/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { EksPodIdentityAssociation } from "@cdktn/provider-aws/lib/eks-pod-identity-association/index.js";
import { IamRole } from "@cdktn/provider-aws/lib/iam-role/index.js";
import { declare, defineModule, forEach, local, of, output, type Scope } from "../cdktn.ts";
import { list, map, string, variable } from "../types.ts";
import { identityVariables } from "./input.ts";
import { declareRights } from "./rights.ts";
import { podTrust } from "./trust.ts";

/** Characters that the name of an IAM role has at most. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const LONGEST_NAME = 64;
const HASH = 8;

/** A role for each workload that needs something of AWS, and for its pods alone. */
export const identity = defineModule({
  name: "identity",
  variables: {
    name: variable(string, "What stands before every name: platform and environment."),
    account: variable(string, "AWS account."),
    region: variable(string, "AWS region."),
    secret_prefix: variable(string, "What the names of the environment's secrets start with."),
    secrets_key_arn: variable(string, "ARN of the key that encrypts them."),
    workloads: variable(identityVariables.workloads.type, identityVariables.workloads.description),
    cluster_name: variable(string, "Name of the cluster."),
    cluster_arn: variable(string, "ARN of the cluster."),
    oidc_provider_arns: variable(list(string), "The cluster as an issuer of tokens; empty where no workload needs it."),
    oidc_issuer: variable(string, "Address of that issuer, without the scheme."),
    bucket_arns: variable(map(string), "ARNs of the buckets, by purpose."),
    key_arns: variable(map(string), "ARNs of the keys that encrypt buckets, by purpose."),
    zone_arns: variable(list(string), "The environment's zone; empty where it has no hosts."),
  },
  call: {
    name: of("local.name"),
    account: of("var.account"),
    region: of("var.region"),
    secret_prefix: "${var.platform}/${var.environment}/",
    secrets_key_arn: of("module.secrets.key_arn"),
    workloads: of("var.workloads"),
    cluster_name: of("module.eks.cluster_name"),
    cluster_arn: of("module.eks.cluster_arn"),
    oidc_provider_arns: of("compact([module.eks.oidc_provider_arn])"),
    oidc_issuer: of("module.eks.oidc_issuer"),
    bucket_arns: of("module.storage.bucket_arns"),
    key_arns: of("module.storage.key_arns"),
    zone_arns: of("compact([module.route53.zone_arn])"),
  },
  build: (scope) => {
    declareRoles(scope);
    declareRights(scope);
    output(
      scope,
      "role_arns",
      of("{ for name, role in aws_iam_role.this : name => role.arn }"),
      "ARNs of the roles, by namespace/ServiceAccount.",
    );
  },
});

function declareRoles(scope: Scope): void {
  local(
    scope,
    "accounts",
    of('{ for name in keys(var.workloads) : name => zipmap(["namespace", "account"], split("/", name)) }'),
  );
  // A namespace and a ServiceAccount have no dot, so no two can become one.
  local(
    scope,
    "full_names",
    of(`{
  for name, workload in var.workloads :
  name => workload.role == null ? "\${var.name}.\${replace(trimprefix(name, "\${var.name}/"), "/", ".")}" : "\${var.name}-\${workload.role}"
}`),
  );
  local(
    scope,
    "role_names",
    of(`{
  for name, full in local.full_names :
  name => length(full) <= ${LONGEST_NAME} ? full : "\${substr(full, 0, ${LONGEST_NAME - HASH - 1})}.\${substr(sha256(full), 0, ${HASH})}"
}`),
  );
  declare(scope, DataAwsIamPolicyDocument, "pod_trust", {
    forEach: forEach("{ for name, workload in var.workloads : name => local.accounts[name] if workload.role == null }"),
    statement: [podTrust(of("var.cluster_arn"), of("each.value.namespace"), of("each.value.account"))],
  });
  declare(
    scope,
    DataAwsIamPolicyDocument,
    "token_trust",
    {
      forEach: forEach(
        "{ for name, workload in var.workloads : name => local.accounts[name] if workload.role != null }",
      ),
      statement: [
        {
          actions: ["sts:AssumeRoleWithWebIdentity"],
          principals: [{ type: "Federated", identifiers: [of("one(var.oidc_provider_arns)")] }],
          condition: [
            { test: "StringEquals", variable: "${var.oidc_issuer}:aud", values: ["sts.amazonaws.com"] },
            {
              test: "StringEquals",
              variable: "${var.oidc_issuer}:sub",
              values: ["system:serviceaccount:${each.value.namespace}:${each.value.account}"],
            },
          ],
        },
      ],
    },
    "For programs that do not know Pod Identity yet.",
  );
  declare(scope, IamRole, "this", {
    forEach: forEach("var.workloads"),
    name: of("local.role_names[each.key]"),
    description: "Pods of ${each.key}",
    assumeRolePolicy: of(
      "each.value.role == null ? data.aws_iam_policy_document.pod_trust[each.key].json : data.aws_iam_policy_document.token_trust[each.key].json",
    ),
  });
  declare(scope, EksPodIdentityAssociation, "this", {
    forEach: forEach("{ for name, workload in var.workloads : name => local.accounts[name] if workload.role == null }"),
    clusterName: of("var.cluster_name"),
    namespace: of("each.value.namespace"),
    serviceAccount: of("each.value.account"),
    roleArn: of("aws_iam_role.this[each.key].arn"),
  });
}
