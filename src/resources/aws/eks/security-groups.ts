import { SecurityGroup } from "@cdktn/provider-aws/lib/security-group/index.js";
import { VpcSecurityGroupEgressRule } from "@cdktn/provider-aws/lib/vpc-security-group-egress-rule/index.js";
import { VpcSecurityGroupIngressRule } from "@cdktn/provider-aws/lib/vpc-security-group-ingress-rule/index.js";
import { AWS_API_PORT, CLUSTER_DNS, KUBELET_PORT } from "../../../catalog/cluster-network.ts";
import { WEBHOOK_PORT } from "../../../catalog/eks-nodes.ts";
import { declare, forEach, numberOf, type Scope } from "../cdktn.ts";

/** Pods run without privileges, so they listen above these; CoreDNS alone has a port below. */
const FIRST_UNPRIVILEGED_PORT = 1024;
const LAST_PORT = 65_535;

const tcp = (from: number, to = from) => ({ ipProtocol: "tcp", fromPort: from, toPort: to });
const udp = (port: number) => ({ ipProtocol: "udp", fromPort: port, toPort: port });

/**
 * Who reaches the control plane and the nodes. Pods have addresses of their nodes' interfaces and so their security
 * group: it says what may happen between nodes at all, and the NetworkPolicies which pod may do what. The load balancer
 * controller adds its own rules to the nodes' group, which it finds by its tag.
 */
export function declareSecurityGroups(scope: Scope) {
  const cluster = declare(scope, SecurityGroup, "cluster", {
    name: "${var.name}-cluster",
    description: "Control plane",
    vpcId: "${var.vpc_id}",
    tags: { Name: "${var.name}-cluster" },
  });
  const nodes = declare(scope, SecurityGroup, "nodes", {
    name: "${var.name}-nodes",
    description: "Nodes and pods",
    vpcId: "${var.vpc_id}",
    tags: { Name: "${var.name}-nodes", "kubernetes.io/cluster/${var.cluster.name}": "owned" },
  });

  const ingress = (name: string, group: SecurityGroup, from: string, ports: object, description: string) =>
    declare(scope, VpcSecurityGroupIngressRule, name, {
      securityGroupId: group.id,
      referencedSecurityGroupId: from,
      description,
      ...(ports as ReturnType<typeof tcp>),
    });
  const egress = (name: string, to: object, ports: object, description: string, why?: string) =>
    declare(
      scope,
      VpcSecurityGroupEgressRule,
      name,
      { securityGroupId: nodes.id, ...to, description, ...(ports as ReturnType<typeof tcp>) },
      why,
    );

  ingress("cluster_from_nodes", cluster, nodes.id, tcp(AWS_API_PORT), "API server, from nodes and pods");
  ingress(
    "cluster_from_bastion",
    cluster,
    "${var.bastion_security_group_id}",
    tcp(AWS_API_PORT),
    "API server, through the tunnel of people",
  );
  ingress("kubelets", nodes, cluster.id, tcp(KUBELET_PORT), "Kubelets, metrics and webhooks");
  ingress("webhooks", nodes, cluster.id, tcp(WEBHOOK_PORT), "Webhooks");
  ingress(
    "pods",
    nodes,
    nodes.id,
    tcp(FIRST_UNPRIVILEGED_PORT, LAST_PORT),
    "Pods among each other, kubelets and exporters of nodes",
  );
  ingress("dns_tcp", nodes, nodes.id, tcp(CLUSTER_DNS.port), "CoreDNS");
  ingress("dns_udp", nodes, nodes.id, udp(CLUSTER_DNS.port), "CoreDNS");

  const vpc = { cidrIpv4: "${var.vpc_cidr}" };
  egress("vpc", vpc, tcp(FIRST_UNPRIVILEGED_PORT, LAST_PORT), "Pods, nodes and databases");
  egress("dns_tcp", { referencedSecurityGroupId: nodes.id }, tcp(CLUSTER_DNS.port), "CoreDNS");
  egress("dns_udp", { referencedSecurityGroupId: nodes.id }, udp(CLUSTER_DNS.port), "CoreDNS");
  egress(
    "outside",
    { forEach: forEach("toset([for port in var.egress_ports : tostring(port)])"), cidrIpv4: "0.0.0.0/0" },
    { ipProtocol: "tcp", fromPort: numberOf("each.value"), toPort: numberOf("each.value") },
    "Hosts outside, and the control plane",
    "Security groups know no names of hosts. NetworkPolicies let out only the pods that declared a host at the port.",
  );
  return { cluster, nodes };
}
