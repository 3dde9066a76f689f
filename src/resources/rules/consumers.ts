import type { Environment, Service } from "../../model/platform.ts";
import { type Alert, EXAMPLE_MINUTES, type Rules, risesFor, rising } from "./alert.ts";
import { oneOf } from "./expressions.ts";

/** How far behind the consumers of a service may be; in time, since a count says nothing without the rate. */
export function rulesOfConsumers(environment: Environment, service: Service): Rules {
  return {
    recordings: [],
    alerts:
      service.consumes.length === 0
        ? []
        : [
            behind(environment, service, 10, "ConsumerBehind", "warning"),
            behind(environment, service, 60, "ConsumerFarBehind", "critical"),
          ],
  };
}

/**
 * Messages that were there some minutes ago and are still not read: the offset of the group now against the end of the
 * partition then. No rate is divided by, so a quiet topic is not behind and a group that stands still is.
 */
function behind(
  environment: Environment,
  { name, consumes }: Service,
  minutes: number,
  alert: string,
  severity: Alert["severity"],
): Alert {
  const groups = oneOf(consumes.map(({ group }) => group));
  const topics = oneOf(consumes.map(({ topic }) => topic));
  const written = `kafka_topic_partition_current_offset{job="kafka-exporter", topic=~"${topics}"}`;
  const read = `kafka_consumergroup_current_offset{job="kafka-exporter", consumergroup=~"${groups}", topic=~"${topics}"}`;
  const [example] = consumes;
  const partition = `job="kafka-exporter", topic="${example?.topic}", partition="0"`;
  /** A group that reads each message so many minutes after it was written. */
  const late = (by: number) => ({
    [`kafka_topic_partition_current_offset{${partition}}`]: rising(60),
    [`kafka_consumergroup_current_offset{${partition}, consumergroup="${example?.group}"}`]: risesFor(
      60,
      EXAMPLE_MINUTES - by,
    ),
  });
  return {
    name: alert,
    // A group that never committed has the offset -1.
    expr: `sum by (environment, consumergroup, topic) (
  max by (environment, topic, partition) (${written} offset ${minutes}m)
  - on (environment, topic, partition) group_right ()
  max by (environment, consumergroup, topic, partition) (${read} >= 0)
  > ${consumes.some(({ topic }) => transactionalTopics(environment).has(topic)) ? 1 : 0}
)`,
    for: "5m",
    severity,
    summary: `${name} is behind with its messages.`,
    description: `{{ $labels.consumergroup }} has not read {{ $value }} messages of {{ $labels.topic }} that are older than ${minutes} minutes.`,
    runbook: {
      meaning: `The consumer group of the label \`consumergroup\` has messages before it that are older than ${minutes} minutes. What depends on them is as old; what becomes older than the retention of the topic is lost.`,
      checks: [
        {
          look: 'Which partitions, asked of Prometheus: `kafka_consumergroup_lag{consumergroup="…"} > 0`. One alone is a message that does not pass, all are a consumer that is slow or gone (`kafka_consumergroup_members`).',
        },
        {
          look: "Whether one message is tried again and again.",
          command: 'kubectl -n "$namespace" logs "deployment/$service" --since=15m --tail=200',
        },
        { look: "Whether more was written than usual, or less was read: the dashboard Kafka monitoring." },
      ],
      causes: [
        "A message that the service cannot process: one partition stands still, the others move.",
        "What the service needs for each message is slow or down.",
        "More messages than its replicas can process; no more than one replica for each partition helps.",
      ],
    },
    example: { fires: late(Math.round(minutes * 1.1)), silent: [late(Math.round(minutes * 0.9))] },
  };
}

const transactional = new WeakMap<Environment, ReadonlySet<string>>();

/**
 * Topics of transactional producers. A transaction ends with a marker that no consumer reads: the last one of a quiet
 * topic stays before it for ever. Collected once, since every consumer asks (law 12).
 */
function transactionalTopics(environment: Environment): ReadonlySet<string> {
  const known =
    transactional.get(environment) ??
    new Set(
      environment.services.flatMap(({ publishes }) =>
        publishes.flatMap(({ topic, exactlyOnce }) => (exactlyOnce ? [topic] : [])),
      ),
    );
  transactional.set(environment, known);
  return known;
}
