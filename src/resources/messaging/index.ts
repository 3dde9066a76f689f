import { KAFKA_METRICS_PORT, kafkaExporterLabels, kafkaNodeLabels } from "../../catalog/kafka.ts";
import { KAFKA, KAFKA_EXPORTER, kafkaClusterOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import type { Component } from "../kubernetes/component.ts";
import type { EnvironmentContext, ServiceContext } from "../kubernetes/context.ts";
import { podMonitor } from "../monitoring/monitors.ts";
import { jmxRules } from "./jmx-rules.ts";
import { kafka, nodePools } from "./kafka.ts";
import { kafkaPolicies } from "./network.ts";
import { kafkaTopics } from "./topics.ts";
import { kafkaUser } from "./user.ts";

/** The brokers of an environment, who reaches them, and what measures them. */
export function kafkaObjects(context: EnvironmentContext): readonly KubernetesObject[] {
  const { platform, environment } = context;
  const component: Component = { name: KAFKA, namespace: environment.namespace, owner: platform.owner };
  const cluster = kafkaClusterOf(platform.name);
  return [
    kafka(context, component),
    ...nodePools(context, component),
    jmxRules(context, component),
    ...kafkaPolicies(context, component),
    podMonitor(context, component, {
      port: KAFKA_METRICS_PORT.name,
      job: KAFKA,
      selector: kafkaNodeLabels(cluster),
      relabelings: [
        { sourceLabels: ["__meta_kubernetes_pod_label_strimzi_io_cluster"], targetLabel: "strimzi_io_cluster" },
        { sourceLabels: ["__meta_kubernetes_pod_name"], targetLabel: "kubernetes_pod_name" },
      ],
    }),
    podMonitor(
      context,
      { ...component, name: KAFKA_EXPORTER },
      {
        port: KAFKA_METRICS_PORT.name,
        job: KAFKA_EXPORTER,
        selector: kafkaExporterLabels(cluster),
      },
    ),
  ];
}

/** The topics of a service, and its user with what that may do. */
export const messagingObjects = (context: ServiceContext): readonly KubernetesObject[] => [
  ...kafkaTopics(context),
  kafkaUser(context),
];
