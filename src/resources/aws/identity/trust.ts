import type { DataAwsIamPolicyDocumentStatement } from "@cdktn/provider-aws/lib/data-aws-iam-policy-document/index.js";

/**
 * Who may assume the role of pods: EKS Pod Identity, for pods of one ServiceAccount in one cluster. It tags its sessions
 * itself, so no pod can claim to be of another.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export const podTrust = (
  clusterArn: string,
  namespace: string,
  account: string,
): DataAwsIamPolicyDocumentStatement => ({
  actions: ["sts:AssumeRole", "sts:TagSession"],
  principals: [{ type: "Service", identifiers: ["pods.eks.amazonaws.com"] }],
  condition: [
    { test: "StringEquals", variable: "aws:RequestTag/eks-cluster-arn", values: [clusterArn] },
    { test: "StringEquals", variable: "aws:RequestTag/kubernetes-namespace", values: [namespace] },
    { test: "StringEquals", variable: "aws:RequestTag/kubernetes-service-account", values: [account] },
  ],
});
