import { DataAwsIamPolicyDocument } from "@cdktn/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { EbsDefaultKmsKey } from "@cdktn/provider-aws/lib/ebs-default-kms-key/index.js";
import type { EksAddon } from "@cdktn/provider-aws/lib/eks-addon/index.js";
import type { EksCluster } from "@cdktn/provider-aws/lib/eks-cluster/index.js";
import { EksNodeGroup } from "@cdktn/provider-aws/lib/eks-node-group/index.js";
import { IamRole } from "@cdktn/provider-aws/lib/iam-role/index.js";
import { IamRolePolicyAttachment } from "@cdktn/provider-aws/lib/iam-role-policy-attachment/index.js";
import { LaunchTemplate } from "@cdktn/provider-aws/lib/launch-template/index.js";
import type { SecurityGroup } from "@cdktn/provider-aws/lib/security-group/index.js";
import { declare, forEach, listOf, numberOf, of, type Scope } from "../cdktn.ts";
import { encryptionKey, USE_FOR_DISKS } from "./keys.ts";

/**
 * What a node does itself: join, hand out the identities of its pods, and pull images. What pods need they have by their
 * own identities, the network's own included.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
 */
const NODE_POLICIES = ["AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy"];

/** Where Amazon Linux 2023 has its root volume. */
const ROOT_DEVICE = "/dev/xvda";

/** A group keeps its name's start and gets an end of its own, so that its successor can be there before it goes. */
const LONGEST_PREFIX = 37;

/** Managed node groups: disks encrypted with a key of ours, and no instance metadata for pods (FF26). */
export function declareNodes(
  scope: Scope,
  { cluster, nodes, before }: { cluster: EksCluster; nodes: SecurityGroup; before: readonly EksAddon[] },
): EksNodeGroup {
  const role = nodeRole(scope);
  const key = encryptionKey(
    scope,
    "disks",
    { purpose: "disks", description: "Root volumes of nodes, and volumes of pods" },
    USE_FOR_DISKS,
  );
  declare(
    scope,
    EbsDefaultKmsKey,
    "this",
    { keyArn: key.arn },
    "Storage classes name no key, so volumes of pods have this one.",
  );
  declare(
    scope,
    LaunchTemplate,
    "nodes",
    {
      forEach: forEach("var.node_groups"),
      name: "${var.name}-nodes-${each.key}",
      description: "Nodes of the group ${each.key}",
      instanceType: of("each.value.instance"),
      updateDefaultVersion: true,
      vpcSecurityGroupIds: [nodes.id],
      blockDeviceMappings: [
        {
          deviceName: ROOT_DEVICE,
          ebs: {
            volumeSize: numberOf("each.value.disk_gib"),
            volumeType: "gp3",
            encrypted: "true",
            kmsKeyId: key.arn,
            deleteOnTermination: "true",
          },
        },
      ],
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      monitoring: { enabled: true },
      tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
        resourceType,
        tags: { Name: "${var.name}-${each.key}" },
      })),
    },
    "Has the type of the instances too, so that another one is a rolling update and no new group.",
  );
  return declare(
    scope,
    EksNodeGroup,
    "this",
    {
      forEach: forEach("var.node_groups"),
      clusterName: cluster.name,
      nodeGroupNamePrefix: of(`substr("\${each.key}-", 0, ${LONGEST_PREFIX})`),
      nodeRoleArn: role.arn,
      subnetIds: listOf("values(var.private_subnet_ids)"),
      version: cluster.version,
      amiType: of("each.value.ami_type"),
      capacityType: of("each.value.capacity"),
      launchTemplate: {
        id: of("aws_launch_template.nodes[each.key].id"),
        version: of("aws_launch_template.nodes[each.key].latest_version"),
      },
      scalingConfig: {
        minSize: numberOf("each.value.min"),
        maxSize: numberOf("each.value.max"),
        desiredSize: numberOf("each.value.min"),
      },
      updateConfig: { maxUnavailable: 1 },
      nodeRepairConfig: { enabled: true },
      lifecycle: { createBeforeDestroy: true, ignoreChanges: ["scaling_config[0].desired_size"] },
      dependsOn: [...role.policies, ...before],
    },
    "How many nodes there are is not ours after the first day. The image's release is the newest when the version changes.",
  );
}

function nodeRole(scope: Scope) {
  const trust = declare(scope, DataAwsIamPolicyDocument, "nodes_trust", {
    statement: [{ actions: ["sts:AssumeRole"], principals: [{ type: "Service", identifiers: ["ec2.amazonaws.com"] }] }],
  });
  const role = declare(scope, IamRole, "nodes", {
    name: "${var.name}-nodes",
    description: "Nodes of the cluster",
    assumeRolePolicy: trust.json,
  });
  const policies = declare(scope, IamRolePolicyAttachment, "nodes", {
    forEach: forEach(`toset([${NODE_POLICIES.map((policy) => `"${policy}"`).join(", ")}])`),
    role: role.name,
    policyArn: "arn:aws:iam::aws:policy/${each.value}",
  });
  return { arn: role.arn, policies: [policies] };
}
