import { z } from "zod";
import { count, freeText, period, storage } from "./scalars.ts";

/** A Kafka topic, as `topics.<name>` describes it. */
export const topic = z
  .strictObject({
    description: freeText(500).optional().describe("What its messages say."),
    partitions: count(1, 1000)
      .default(6)
      .describe("Partitions: how many consumers of one group can work in parallel. Can grow, never shrink. @default 6"),
    retention: period.prefault("7d").describe("How long messages are kept. @default 7d"),
    compacted: z
      .boolean()
      .default(false)
      .describe("Whether the last message of each key is kept for ever. @default false"),
    throughput: storage
      .optional()
      .describe("Bytes written a day, before replication; the compiler sizes the brokers' disks against it."),
  })
  .describe("A Kafka topic.");

export type TopicSpec = z.output<typeof topic>;
