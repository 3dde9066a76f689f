import type { Exporter } from "./exporter.ts";

const TOPIC = ["topic"];
const PARTITION = ["partition", "topic"];
const GROUP = ["consumergroup", "partition", "topic"];

/** What Kafka Exporter, which Strimzi deploys, says of topics and consumer groups. */
export const kafkaExporter: Exporter = {
  source: "kafka_exporter 1.9.0, README.md, https://github.com/danielqsj/kafka_exporter, read 2026-11-23",
  labels: [],
  metrics: {
    kafka_brokers: [],
    kafka_consumergroup_current_offset: GROUP,
    kafka_consumergroup_current_offset_sum: ["consumergroup", "topic"],
    kafka_consumergroup_lag: GROUP,
    kafka_consumergroup_lag_sum: ["consumergroup", "topic"],
    kafka_consumergroup_members: ["consumergroup"],
    kafka_topic_partition_current_offset: PARTITION,
    kafka_topic_partition_in_sync_replica: PARTITION,
    kafka_topic_partition_leader: PARTITION,
    kafka_topic_partition_leader_is_preferred: PARTITION,
    kafka_topic_partition_oldest_offset: PARTITION,
    kafka_topic_partition_replicas: PARTITION,
    kafka_topic_partition_under_replicated_partition: PARTITION,
    kafka_topic_partitions: TOPIC,
  },
};
