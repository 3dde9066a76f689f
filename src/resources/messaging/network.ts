import { STRIMZI_CHART } from "../../catalog/charts.ts";
import {
  CLUSTER_OPERATOR_LABELS,
  entityOperatorLabels,
  KAFKA_METRICS_PORT,
  KAFKA_PORTS,
  kafkaExporterLabels,
  kafkaNodeLabels,
  kafkaRoleLabels,
} from "../../catalog/kafka.ts";
import { KAFKA_CLIENT_LABELS } from "../../naming/labels.ts";
import { KAFKA, KAFKA_ENTITY_OPERATOR, KAFKA_EXPORTER, kafkaClusterOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import type { Component } from "../kubernetes/component.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { componentPolicy } from "../kubernetes/network-policy.ts";
import { apiServer, dns, type Peers, pods, podsOf, scraper, tcp } from "../kubernetes/peers.ts";

/**
 * Who talks to whom around the brokers (law 4). Strimzi would write policies of its own, for the way in alone; they open
 * metrics to everybody, and policies add up, so its chart is told not to (`generateNetworkPolicy: false`).
 *
 * Services are meant by one label, which exactly those with a topic have: this unit does not grow with them (law 10).
 */
export function kafkaPolicies(context: EnvironmentContext, component: Component): readonly KubernetesObject[] {
  const { platform, environment } = context;
  const cluster = kafkaClusterOf(platform.name);
  const { agent, clients, controlPlane, replication } = KAFKA_PORTS;
  const nodes = pods(kafkaNodeLabels(cluster));
  const brokers = pods(kafkaRoleLabels(cluster, "broker"));
  const entityOperator = pods(entityOperatorLabels(cluster));
  const exporter = pods(kafkaExporterLabels(cluster));
  const clusterOperator = podsOf(STRIMZI_CHART.namespace, CLUSTER_OPERATOR_LABELS);
  const toBrokers: Peers = { peers: [brokers], ports: [tcp(replication)] };
  const fromPrometheus = scraper(environment, KAFKA_METRICS_PORT.port);
  return [
    componentPolicy(
      context,
      component,
      {
        Ingress: [{ peers: [clusterOperator], ports: [tcp(agent)] }, fromPrometheus],
        Egress: [
          dns(environment),
          { peers: [pods(kafkaRoleLabels(cluster, "controller"))], ports: [tcp(controlPlane)] },
        ],
      },
      kafkaNodeLabels(cluster),
    ),
    // By role, not by pool: a pod that is both has the ports of both.
    componentPolicy(
      context,
      { ...component, name: `${KAFKA}-broker` },
      {
        Ingress: [
          { peers: [pods(KAFKA_CLIENT_LABELS)], ports: [tcp(clients)] },
          { peers: [brokers, entityOperator, exporter, clusterOperator], ports: [tcp(replication)] },
        ],
        Egress: [toBrokers],
      },
      kafkaRoleLabels(cluster, "broker"),
    ),
    componentPolicy(
      context,
      { ...component, name: `${KAFKA}-controller` },
      { Ingress: [{ peers: [nodes, clusterOperator], ports: [tcp(controlPlane)] }] },
      kafkaRoleLabels(cluster, "controller"),
    ),
    componentPolicy(
      context,
      { ...component, name: KAFKA_ENTITY_OPERATOR },
      { Ingress: [], Egress: [dns(environment), toBrokers] },
      entityOperatorLabels(cluster),
    ),
    componentPolicy(
      context,
      { ...component, name: KAFKA_EXPORTER },
      { Ingress: [fromPrometheus], Egress: [dns(environment), toBrokers] },
      kafkaExporterLabels(cluster),
    ),
    // Apart, since it is another address in each environment. Brokers and controllers read their certificates from there
    // before they start (KubernetesSecretConfigProvider, KafkaAgent), and a broker in which zone its node is.
    ...[
      { name: KAFKA, labels: kafkaNodeLabels(cluster) },
      { name: KAFKA_ENTITY_OPERATOR, labels: entityOperatorLabels(cluster) },
    ].map(({ name, labels }) =>
      componentPolicy(
        context,
        { ...component, name: `${name}-api-server` },
        { Egress: [apiServer(environment)] },
        labels,
      ),
    ),
  ];
}
