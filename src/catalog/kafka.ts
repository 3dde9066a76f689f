/** Labels that Strimzi 1.x puts on the pods of a Kafka cluster. @see ResourceLabels.java and KafkaResources.java, read 2026-11-22 */
export const brokerLabels = (cluster: string): Readonly<Record<string, string>> => ({
  "strimzi.io/cluster": cluster,
  "strimzi.io/name": `${cluster}-kafka`,
});
