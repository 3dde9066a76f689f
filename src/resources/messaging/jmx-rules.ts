import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { KAFKA_METRICS } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import { type Component, componentMetadata } from "../kubernetes/component.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { defineObject } from "../kubernetes/define-object.ts";

/** The key of the rules in their ConfigMap. */
export const JMX_RULES_KEY = "jmx-rules.json";

/** The beans that are looked at: a broker has thousands, and each one costs a moment of every scrape. */
const BEANS: readonly string[] = [
  "kafka.controller:type=KafkaController,*",
  "kafka.log:type=Log,name=Size,*",
  "kafka.log:type=LogManager,*",
  "kafka.network:type=RequestMetrics,name=RequestsPerSec,*",
  ...["FetchConsumer", "FetchFollower", "Produce"].map(
    (request) => `kafka.network:type=RequestMetrics,name=TotalTimeMs,request=${request}`,
  ),
  "kafka.network:type=SocketServer,name=NetworkProcessorAvgIdlePercent",
  "kafka.server:type=BrokerTopicMetrics,*",
  "kafka.server:type=KafkaRequestHandlerPool,*",
  "kafka.server:type=ReplicaManager,*",
  "kafka.server:type=raft-metrics",
];

/**
 * What becomes of an attribute of a bean; the first rule that fits wins. In a pattern a bean is written
 * `domain<key=value, …><>attribute`, and after it comes `: ` and the attribute's value. The names are those that
 * Strimzi's examples made usual, in lower case; `src/catalog/metrics/kafka.ts` lists what comes out.
 *
 * @see https://prometheus.github.io/jmx_exporter/
 */
const RULES: readonly object[] = [
  // Kafka keeps this share as a rate; the last minute tells more than the time since the start.
  {
    pattern: "kafka.(\\w+)<type=(.+), name=(.+)Percent><>OneMinuteRate",
    name: "kafka_$1_$2_$3_percent",
    type: "GAUGE",
  },
  { pattern: "kafka.(\\w+)<type=(.+), name=(.+)Percent><>Value", name: "kafka_$1_$2_$3_percent", type: "GAUGE" },
  {
    pattern: "kafka.(\\w+)<type=(.+), name=(.+)PerSec, (.+)=(.+), (.+)=(.+)><>Count",
    name: "kafka_$1_$2_$3_total",
    type: "COUNTER",
    labels: { $4: "$5", $6: "$7" },
  },
  {
    pattern: "kafka.(\\w+)<type=(.+), name=(.+)PerSec, (.+)=(.+)><>Count",
    name: "kafka_$1_$2_$3_total",
    type: "COUNTER",
    labels: { $4: "$5" },
  },
  { pattern: "kafka.(\\w+)<type=(.+), name=(.+)PerSec><>Count", name: "kafka_$1_$2_$3_total", type: "COUNTER" },
  {
    pattern: "kafka.network<type=(.+), name=TotalTimeMs, request=(.+)><>(50|95|99)thPercentile",
    name: "kafka_network_$1_totaltimems",
    type: "GAUGE",
    labels: { request: "$2", quantile: "0.$3" },
  },
  {
    pattern: "kafka.(\\w+)<type=(.+), name=(.+), (.+)=(.+), (.+)=(.+)><>Value",
    name: "kafka_$1_$2_$3",
    type: "GAUGE",
    labels: { $4: "$5", $6: "$7" },
  },
  {
    pattern: "kafka.(\\w+)<type=(.+), name=(.+), (.+)=(.+)><>Value",
    name: "kafka_$1_$2_$3",
    type: "GAUGE",
    labels: { $4: "$5" },
  },
  { pattern: "kafka.(\\w+)<type=(.+), name=(.+)><>Value", name: "kafka_$1_$2_$3", type: "GAUGE" },
  {
    pattern: "kafka.server<type=raft-metrics><>(current-state): (.+)",
    name: "kafka_server_raftmetrics_$1",
    value: 1,
    type: "GAUGE",
    labels: { state: "$2" },
  },
  { pattern: "kafka.server<type=raft-metrics><>(.+):", name: "kafka_server_raftmetrics_$1", type: "GAUGE" },
];

/** The configuration of the JMX exporter that runs inside every broker and controller; JSON is YAML. */
export const jmxRules = (context: EnvironmentContext, component: Component): KubernetesObject =>
  defineObject(ConfigMap, {
    metadata: componentMetadata(context, component, KAFKA_METRICS),
    data: {
      [JMX_RULES_KEY]: `${JSON.stringify({ lowercaseOutputName: true, includeObjectNames: BEANS, rules: RULES }, null, 2)}\n`,
    },
  });
