import { kafkaClusterOf, namespaceOf } from "../../naming/names.ts";
import { type DashboardSpec, ENVIRONMENT } from "./dashboard.ts";
import { above, below, type Row } from "./panel.ts";
import { KAFKA_MONITORING, type Parts, PLATFORM_TAG, platformLinks } from "./platform.ts";

const TOPICS = `${ENVIRONMENT}, topic=~"$topic"`;

/** The brokers, what goes through them, and who is behind. */
export const kafka = (platform: string, parts: Parts): DashboardSpec => ({
  uid: KAFKA_MONITORING,
  title: "Kafka monitoring",
  description: "Brokers, partitions, throughput and how far consumers are behind.",
  tags: [PLATFORM_TAG],
  variables: [{ name: "topic", label: "Topic", of: `kafka_topic_partitions{${ENVIRONMENT}}`, several: true }],
  links: platformLinks(KAFKA_MONITORING, parts),
  rows: [cluster, consumers, throughput, brokers(platform)],
});

/** Messages that a group has not read of a topic. A negative lag is an offset that was read too early. */
export const lag = (selector: string): string =>
  `sum by (consumergroup, topic) (clamp_min(kafka_consumergroup_lag{${selector}}, 0))`;

/** How long ago the oldest unread message was written, at the rate at which messages come now. */
export const lagTime = (selector: string, topics: string): string =>
  `${lag(selector)} / on (topic) group_left () (sum by (topic) (rate(kafka_topic_partition_current_offset{${topics}}[$__rate_interval])) > 0)`;

const cluster: Row = {
  title: "Cluster",
  lines: [
    [
      {
        kind: "stat",
        title: "Brokers",
        description: "Brokers that are there.",
        expr: `max(kafka_brokers{${ENVIRONMENT}})`,
        decimals: 0,
      },
      {
        kind: "stat",
        title: "Active controllers",
        description: "Exactly one decides.",
        expr: `sum(kafka_controller_kafkacontroller_activecontrollercount{${ENVIRONMENT}})`,
        decimals: 0,
        thresholds: {
          base: "red",
          steps: [
            [1, "green"],
            [2, "red"],
          ],
        },
      },
      {
        kind: "stat",
        title: "Offline partitions",
        description: "Partitions without a leader: nobody can write or read them.",
        expr: `max(kafka_controller_kafkacontroller_offlinepartitionscount{${ENVIRONMENT}})`,
        decimals: 0,
        thresholds: above(1),
      },
      {
        kind: "stat",
        title: "Under-replicated",
        description: "Partitions that lack a copy.",
        expr: `sum(kafka_server_replicamanager_underreplicatedpartitions{${ENVIRONMENT}})`,
        decimals: 0,
        thresholds: above(1),
      },
      {
        kind: "stat",
        title: "Below the minimum",
        description: "Partitions with fewer copies in sync than a write needs: producers are refused.",
        expr: `sum(kafka_server_replicamanager_underminisrpartitioncount{${ENVIRONMENT}})`,
        decimals: 0,
        thresholds: above(1),
      },
      {
        kind: "stat",
        title: "Request handlers idle",
        description: "Share of the time in which the busiest broker's request handlers have nothing to do.",
        expr: `min(kafka_server_kafkarequesthandlerpool_requesthandleravgidle_percent{${ENVIRONMENT}})`,
        unit: "percentunit",
        thresholds: below(0.2, 0.4),
      },
    ],
  ],
};

const consumers: Row = {
  title: "Consumers",
  lines: [
    [
      {
        kind: "timeseries",
        title: "Lag",
        description: "Messages that a group has not read yet.",
        decimals: 0,
        min: 0,
        queries: [{ expr: lag(TOPICS), legend: "{{consumergroup}} {{topic}}" }],
      },
      {
        kind: "timeseries",
        title: "Lag in time",
        description: "How long ago the oldest unread message was written, at the rate at which messages come now.",
        unit: "s",
        min: 0,
        queries: [{ expr: lagTime(TOPICS, TOPICS), legend: "{{consumergroup}} {{topic}}" }],
      },
      {
        kind: "timeseries",
        title: "Members",
        description: "Consumers of each group. More than the topic has partitions idle.",
        decimals: 0,
        min: 0,
        queries: [
          { expr: `max by (consumergroup) (kafka_consumergroup_members{${ENVIRONMENT}})`, legend: "{{consumergroup}}" },
        ],
      },
    ],
  ],
};

const throughput: Row = {
  title: "Topics",
  lines: [
    [
      {
        kind: "timeseries",
        title: "Messages written",
        description: "Messages a second by topic.",
        unit: "cps",
        min: 0,
        queries: [
          {
            expr: `sum by (topic) (rate(kafka_topic_partition_current_offset{${TOPICS}}[$__rate_interval]))`,
            legend: "{{topic}}",
          },
        ],
      },
      {
        kind: "timeseries",
        title: "Bytes written",
        description: "Bytes a second that producers sent, by topic.",
        unit: "Bps",
        min: 0,
        queries: [
          {
            expr: `sum by (topic) (rate(kafka_server_brokertopicmetrics_bytesin_total{${TOPICS}}[$__rate_interval]))`,
            legend: "{{topic}}",
          },
        ],
      },
      {
        kind: "timeseries",
        title: "Bytes read",
        description: "Bytes a second that consumers received, by topic.",
        unit: "Bps",
        min: 0,
        queries: [
          {
            expr: `sum by (topic) (rate(kafka_server_brokertopicmetrics_bytesout_total{${TOPICS}}[$__rate_interval]))`,
            legend: "{{topic}}",
          },
        ],
      },
    ],
    [
      {
        kind: "table",
        title: "Partitions",
        description: "By topic: how many, how many lack a copy, and how many messages are kept.",
        keys: { topic: "Topic" },
        columns: [
          { title: "Partitions", expr: `max by (topic) (kafka_topic_partitions{${TOPICS}})`, decimals: 0 },
          {
            title: "Under-replicated",
            expr: `sum by (topic) (kafka_topic_partition_under_replicated_partition{${TOPICS}})`,
            decimals: 0,
            thresholds: above(1),
          },
          {
            title: "Messages kept",
            expr: `sum by (topic) (kafka_topic_partition_current_offset{${TOPICS}}) - sum by (topic) (kafka_topic_partition_oldest_offset{${TOPICS}})`,
          },
        ],
        sortBy: "Under-replicated",
      },
    ],
  ],
};

function brokers(platform: string): Row {
  const claims = `${ENVIRONMENT}, namespace="${namespaceOf(platform, "$environment")}", persistentvolumeclaim=~"data-([0-9]+-)?${kafkaClusterOf(platform)}-(broker|controller)-[0-9]+"`;
  return {
    title: "Brokers",
    lines: [
      [
        {
          kind: "timeseries",
          title: "Volumes",
          description: "Share of each broker's and controller's volume that is used. A full one stops its broker.",
          unit: "percentunit",
          min: 0,
          max: 1,
          thresholds: above(0.7, 0.85),
          lines: true,
          queries: [
            {
              expr: `1 - sum by (persistentvolumeclaim) (kubelet_volume_stats_available_bytes{${claims}}) / sum by (persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{${claims}})`,
              legend: "{{persistentvolumeclaim}}",
            },
          ],
        },
        {
          kind: "timeseries",
          title: "Request handlers idle",
          description:
            "Share of the time in which a broker's request handlers have nothing to do. Near 0 requests queue.",
          unit: "percentunit",
          min: 0,
          max: 1,
          thresholds: below(0.2),
          lines: true,
          queries: [
            {
              expr: `sum by (pod) (kafka_server_kafkarequesthandlerpool_requesthandleravgidle_percent{${ENVIRONMENT}})`,
              legend: "{{pod}}",
            },
          ],
        },
        {
          kind: "timeseries",
          title: "Leaders",
          description: "Partitions that each broker leads. Far apart, one broker does the work of others.",
          decimals: 0,
          min: 0,
          queries: [
            { expr: `sum by (pod) (kafka_server_replicamanager_leadercount{${ENVIRONMENT}})`, legend: "{{pod}}" },
          ],
        },
      ],
    ],
  };
}
