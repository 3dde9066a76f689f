import { DataAwsIamPolicyDocument } from "@cdktn/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { EksAddon } from "@cdktn/provider-aws/lib/eks-addon/index.js";
import type { EksCluster } from "@cdktn/provider-aws/lib/eks-cluster/index.js";
import type { EksNodeGroup } from "@cdktn/provider-aws/lib/eks-node-group/index.js";
import { IamRole } from "@cdktn/provider-aws/lib/iam-role/index.js";
import { IamRolePolicyAttachment } from "@cdktn/provider-aws/lib/iam-role-policy-attachment/index.js";
import type { EksAddon as AddonName } from "../../../catalog/eks-addons.ts";
import { SYSTEM_NAMESPACE } from "../../../naming/names.ts";
import { declare, local, of, type Scope } from "../cdktn.ts";
import { podTrust } from "../identity/trust.ts";

/** What an add-on has beside its version. */
interface AddonSettings {
  readonly configuration?: string;
  readonly identity?: { readonly account: string; readonly roleArn: string };
  readonly why?: string;
}

const addon = (
  scope: Scope,
  cluster: EksCluster,
  name: AddonName,
  { configuration, identity, why }: AddonSettings = {},
  after: readonly (EksAddon | EksNodeGroup | IamRolePolicyAttachment)[] = [],
): EksAddon =>
  declare(
    scope,
    EksAddon,
    name.replaceAll("-", "_"),
    {
      clusterName: cluster.name,
      addonName: name,
      addonVersion: of(`var.cluster.addons["${name}"]`),
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
      ...(configuration && { configurationValues: of(configuration) }),
      ...(identity && {
        podIdentityAssociation: [{ serviceAccount: identity.account, roleArn: identity.roleArn }],
      }),
      ...(after.length > 0 && { dependsOn: [...after] }),
    },
    why,
  );

/** What has to be there before the first node, which would else never be ready: the network, and identities for it. */
export function declareAddonsBefore(scope: Scope, cluster: EksCluster): readonly EksAddon[] {
  const agent = addon(scope, cluster, "eks-pod-identity-agent");
  const network = addonRole(scope, cluster, {
    name: "vpc_cni",
    account: "aws-node",
    description: "Gives pods their addresses",
    policy: "AmazonEKS_CNI_Policy",
  });
  local(scope, "network", { enableNetworkPolicy: "true" });
  return [
    agent,
    addon(
      scope,
      cluster,
      "vpc-cni",
      {
        configuration: "jsonencode(local.network)",
        identity: { account: "aws-node", roleArn: network.arn },
        why: "Without this setting NetworkPolicies are accepted and nobody keeps to them (FF31).",
      },
      [agent, network.policy],
    ),
    addon(scope, cluster, "kube-proxy"),
  ];
}

/** What needs nodes to run on. */
export function declareAddonsAfter(scope: Scope, cluster: EksCluster, nodes: EksNodeGroup): void {
  addon(scope, cluster, "coredns", {}, [nodes]);
  const volumes = addonRole(scope, cluster, {
    name: "ebs_csi",
    account: "ebs-csi-controller-sa",
    description: "Makes and attaches volumes",
    policy: "service-role/AmazonEBSCSIDriverPolicyV2",
  });
  addon(
    scope,
    cluster,
    "aws-ebs-csi-driver",
    {
      configuration: "jsonencode(local.volumes)",
      identity: { account: "ebs-csi-controller-sa", roleArn: volumes.arn },
      why: "Its pods ask Kubernetes where they are: the instance metadata is out of their reach (FF26).",
    },
    [nodes, volumes.policy],
  );
  local(scope, "volumes", {
    controller: { region: of("var.region") },
    node: { metadataSources: "kubernetes" },
  });
}

/**
 * The role of an add-on. AWS keeps its policy: what an add-on needs changes with its version, and the driver's reaches
 * only volumes that it made.
 */
function addonRole(
  scope: Scope,
  cluster: EksCluster,
  { name, account, description, policy }: Readonly<Record<"name" | "account" | "description" | "policy", string>>,
) {
  const trust = declare(scope, DataAwsIamPolicyDocument, `${name}_trust`, {
    statement: [podTrust(cluster.arn, SYSTEM_NAMESPACE, account)],
  });
  const role = declare(scope, IamRole, name, {
    name: `\${var.name}.${SYSTEM_NAMESPACE}.${account}`,
    description,
    assumeRolePolicy: trust.json,
  });
  const attachment = declare(scope, IamRolePolicyAttachment, name, {
    role: role.name,
    policyArn: `arn:aws:iam::aws:policy/${policy}`,
  });
  return { arn: role.arn, policy: attachment };
}
