import { EXTERNAL_DNS_CHART, LOAD_BALANCER_CHART } from "../../catalog/charts.ts";
import { INGRESS_CLASS } from "../../catalog/load-balancer.ts";
import type { Environment } from "../../model/platform.ts";
import { vpcOf } from "../../naming/names.ts";
import type { OperatorDefinition } from "./operator.ts";
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources, spread } from "./pods.ts";

const isExposed = ({ services }: Environment): boolean => services.some(({ expose }) => expose !== undefined);

/**
 * Makes load balancers from Ingresses, with the Pod Identity of its ServiceAccount. It is told the region and how to find
 * the VPC, because pods cannot ask the instance metadata (FF26). Its webhook's certificate is cert-manager's: the chart's
 * own is another one each time it is rendered, which for Argo CD is a change each time it looks.
 */
export const loadBalancerController: OperatorDefinition = {
  name: "aws-load-balancer-controller",
  chart: LOAD_BALANCER_CHART,
  stage: "cluster",
  isNeeded: isExposed,
  values: {
    replicaCount: 2,
    podDisruptionBudget: { maxUnavailable: 1 },
    podSecurityContext: RESTRICTED_POD,
    securityContext: RESTRICTED_CONTAINER,
    resources: resources("50m", "256Mi"),
    topologySpreadConstraints: spread({ "app.kubernetes.io/name": "aws-load-balancer-controller" }),
    enableCertManager: true,
    ingressClass: INGRESS_CLASS,
    ingressClassParams: { create: true, name: INGRESS_CLASS },
    defaultTargetType: "ip",
    // We have no Services of type LoadBalancer, so their creation shall not depend on this controller.
    enableServiceMutatorWebhook: false,
    enableShield: false,
    // Gateway API is not used, and its CRDs are not there.
    controllerConfig: { featureGates: { ALBGatewayAPI: false, GatewayListenerSet: false, NLBGatewayAPI: false } },
  },
  environmentValues: ({ platform, environment: { name, namespace, aws, cluster } }) => ({
    clusterName: cluster.name,
    region: aws.region,
    vpcTags: { Name: vpcOf(platform.name, name) },
    watchNamespace: namespace,
  }),
};

/**
 * Points the hosts of Ingresses to their load balancers, with the Pod Identity of its ServiceAccount. It reads one
 * namespace and writes below one domain. In production it never deletes a record: a host that vanished from git by
 * mistake must not vanish from the internet. One replica, replaced not rolled: it elects no leader.
 */
export const externalDns: OperatorDefinition = {
  name: "external-dns",
  chart: EXTERNAL_DNS_CHART,
  stage: "namespaces",
  isNeeded: isExposed,
  values: {
    sources: ["ingress"],
    namespaced: true,
    extraArgs: { "aws-zone-type": "public", "ingress-class": INGRESS_CLASS },
    logFormat: "json",
    priorityClassName: "system-cluster-critical",
    resources: resources("10m", "128Mi"),
  },
  environmentValues: ({ environment: { namespace, aws, cluster, tier } }) => ({
    sourceNamespace: namespace,
    domainFilters: [aws.domain],
    txtOwnerId: cluster.name,
    policy: tier === "prod" ? "upsert-only" : "sync",
    env: [{ name: "AWS_REGION", value: aws.region }],
  }),
  reaches: ({ namespace }) => [namespace],
};
