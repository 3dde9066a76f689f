import { defineModule, of, output } from "../cdktn.ts";
import { bool, map, string, variable } from "../types.ts";
import { declareAccess } from "./access.ts";
import { declareAddonsAfter, declareAddonsBefore } from "./addons.ts";
import { declareCluster, declareTokenProvider } from "./cluster.ts";
import { clusterVariables } from "./input.ts";
import { declareNodes } from "./nodes.ts";
import { declareSecurityGroups } from "./security-groups.ts";

/** The cluster, its nodes and add-ons, and who gets in. */
export const eks = defineModule({
  name: "eks",
  variables: {
    name: variable(string, "What stands before every name: platform and environment."),
    account: variable(string, "AWS account."),
    region: variable(string, "AWS region."),
    cluster: variable(clusterVariables.cluster.type, clusterVariables.cluster.description),
    node_groups: variable(clusterVariables.node_groups.type, clusterVariables.node_groups.description),
    egress_ports: variable(clusterVariables.egress_ports.type, clusterVariables.egress_ports.description),
    vpc_id: variable(string, "VPC of the cluster."),
    vpc_cidr: variable(string, "Addresses of the VPC."),
    cluster_subnet_ids: variable(map(string), "Subnets of the control plane, by zone."),
    private_subnet_ids: variable(map(string), "Subnets of nodes and pods, by zone."),
    bastion_security_group_id: variable(string, "Security group from which people reach the API server."),
    web_identity: variable(bool, "Whether there are pods that exchange their tokens themselves."),
  },
  call: {
    name: of("local.name"),
    account: of("var.account"),
    region: of("var.region"),
    cluster: of("var.cluster"),
    node_groups: of("var.node_groups"),
    egress_ports: of("var.egress_ports"),
    vpc_id: of("module.vpc.id"),
    vpc_cidr: of("module.vpc.cidr_block"),
    cluster_subnet_ids: of("module.vpc.cluster_subnet_ids"),
    private_subnet_ids: of("module.vpc.private_subnet_ids"),
    bastion_security_group_id: of("module.bastion.security_group_id"),
    web_identity: of("anytrue([for workload in values(var.workloads) : workload.role != null])"),
  },
  build: (scope) => {
    const groups = declareSecurityGroups(scope);
    const cluster = declareCluster(scope, groups.cluster);
    declareTokenProvider(scope);
    declareAccess(scope, cluster);
    const before = declareAddonsBefore(scope, cluster);
    const nodes = declareNodes(scope, { cluster, nodes: groups.nodes, before });
    declareAddonsAfter(scope, cluster, nodes);

    output(scope, "cluster_name", cluster.name, "Name of the cluster.");
    output(scope, "cluster_arn", cluster.arn, "ARN of the cluster.");
    output(scope, "endpoint", cluster.endpoint, "Address of the API server, within the VPC.");
    output(scope, "cluster_security_group_id", groups.cluster.id, "Security group of the control plane.");
    output(scope, "node_security_group_id", groups.nodes.id, "Security group of nodes and pods.");
    output(
      scope,
      "oidc_provider_arn",
      of("one(aws_iam_openid_connect_provider.pods[*].arn)"),
      "The cluster as an issuer of tokens; null where no pod needs it.",
    );
    output(
      scope,
      "oidc_issuer",
      of('trimprefix(aws_eks_cluster.this.identity[0].oidc[0].issuer, "https://")'),
      "Address of the issuer, without the scheme.",
    );
  },
});
