import { replicationFactorOf } from "../catalog/kafka-replication.ts";
import { report } from "../diagnostics/registry.ts";
import { DAY } from "../schema/quantity.ts";
import type { Check } from "./check.ts";
import { gibibytes } from "./quantities.ts";

/** For segments that are not deleted yet, indexes, uneven partitions, and the alert before the disk is full. */
const HEADROOM = 1.3;

/**
 * FF20: what the topics hold fits the brokers' disks. Topics without a throughput are not counted, nor are compacted
 * ones: how many keys they hold, not their retention, decides their size.
 */
export const kafkaDisk: Check = (platform, environments) =>
  environments.flatMap(({ environment }) => {
    const { kafka } = environment;
    if (kafka === undefined || !platform.complete) return [];
    const counted = environment.topics.flatMap(({ name, throughput, retention, compacted }) =>
      throughput === undefined || compacted ? [] : [{ name, bytes: throughput * (retention / DAY) }],
    );
    const stored = counted.reduce((sum, { bytes }) => sum + bytes, 0);
    const copies = replicationFactorOf(kafka.brokers);
    const needed = ((stored * copies) / kafka.brokers) * HEADROOM;
    const largest = counted.toSorted((a, b) => b.bytes - a.bytes)[0];
    if (needed <= kafka.storage || largest === undefined) return [];
    const params = {
      environment: environment.name,
      stored: gibibytes(stored),
      copies,
      brokers: kafka.brokers,
      headroom: HEADROOM,
      needed: gibibytes(needed),
      given: gibibytes(kafka.storage),
    };
    const at = platform.locate([...environment.origin, "kafka", "storage"]);
    const location = platform.locateIn(environment.name, ["topics", largest.name]);
    const related = [{ message: `${largest.name} holds the most: ${gibibytes(largest.bytes)}`, location }];
    return [report("data/kafka-disk", params, { at, related })];
  });
