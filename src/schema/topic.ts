import { z } from "zod";
import { duration, freeText, storage } from "./scalars.ts";

/** A Kafka topic, as `topics.<name>` describes it. */
export const topic = z
  .strictObject({
    description: freeText(500).optional().describe("What its messages say."),
    partitions: z
      .int({ error: "a whole number" })
      .min(1, { error: "a whole number from 1 to 1000" })
      .max(1000, { error: "a whole number from 1 to 1000" })
      .default(6)
      .describe("Partitions: how many consumers of one group can work in parallel. Can grow, never shrink. @default 6"),
    retention: duration.prefault("7d").describe("How long messages are kept. @default 7d"),
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
