import { KAFKA_CLUSTER_LABEL } from "../../catalog/kafka.ts";
import { minInSyncReplicasOf, replicationFactorOf } from "../../catalog/kafka-replication.ts";
import { compareText } from "../../diagnostics/diagnostic.ts";
import type { Environment, Service, Topic } from "../../model/platform.ts";
import { kafkaClusterOf } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import type { ServiceContext } from "../kubernetes/context.ts";
import { customObject } from "../kubernetes/custom-object.ts";
import { serviceMetadata } from "../kubernetes/metadata.ts";
import { TOPIC_KIND, type TopicSpec } from "./strimzi.ts";

/** The topics that are the service's to declare. */
export const kafkaTopics = (context: ServiceContext): readonly KubernetesObject[] =>
  context.environment.topics
    .filter(({ name }) => keepersOf(context.environment).get(name) === context.service.name)
    .map((topic) => kafkaTopic(context, topic));

const keepers = new WeakMap<Environment, ReadonlyMap<string, string>>();

/**
 * Which service declares each topic: the first that writes it. One that nobody writes yet, which is a warning, is
 * declared by the first that reads it, so that what reads it starts; one that nobody uses is not made.
 */
function keepersOf(environment: Environment): ReadonlyMap<string, string> {
  const known = keepers.get(environment);
  if (known !== undefined) return known;
  const found = new Map<string, string>();
  const services = environment.services.toSorted((a, b) => compareText(a.name, b.name));
  const take = (topicsOf: (service: Service) => readonly { readonly topic: string }[]) => {
    for (const service of services)
      for (const { topic } of topicsOf(service)) if (!found.has(topic)) found.set(topic, service.name);
  };
  take(({ publishes }) => publishes);
  take(({ consumes }) => consumes);
  keepers.set(environment, found);
  return found;
}

function kafkaTopic(context: ServiceContext, topic: Topic): KubernetesObject {
  const { name, partitions, retention, compacted } = topic;
  const metadata = serviceMetadata(context, name);
  const brokers = context.environment.kafka?.brokers ?? 1;
  return customObject<TopicSpec>(TOPIC_KIND, {
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, [KAFKA_CLUSTER_LABEL]: kafkaClusterOf(context.platform.name) },
    },
    spec: {
      topicName: name,
      partitions,
      replicas: replicationFactorOf(brokers),
      config: {
        // Compacted topics keep the last message of each key for ever, whatever the retention.
        "cleanup.policy": compacted ? "compact" : "delete",
        "min.insync.replicas": minInSyncReplicasOf(brokers),
        "retention.ms": retention,
      },
    },
  });
}
