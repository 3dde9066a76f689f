import { LARGEST_SHARD } from "../../catalog/elastic.ts";
import type { Environment } from "../../model/platform.ts";
import { roundUp } from "../kubernetes/quantities.ts";

type Logging = NonNullable<Environment["logging"]>;

const MEBIBYTE = 2 ** 20;

/** How often a new index takes over from the last, in hours; deleting whole indexes is what makes room. */
export const ROLLOVER_HOURS = 24;

/** How long Elasticsearch may be away without a line lost, in hours: a night until somebody looks. */
const OUTAGE_HOURS = 8;
/** What a line weighs in the buffer beside itself: where it came from, and its JSON as fields. */
const RECORD_OVERHEAD = 2;
/** The busiest node against the average one. */
const SKEW = 2;
/** Share of a node's disk that the buffer may take at most, so that logs never evict what makes them. */
const DISK_SHARE = 0.1;

/** Copies of each shard beside the primary: one where there is a second node to hold it. */
export const replicasOf = ({ nodes }: Logging): number => (nodes > 1 ? 1 : 0);

/** Primary shards of a day's index, so that none outgrows what recovers quickly. 90 GiB a day: 3 shards of 30 GiB. */
export const shardsOf = ({ dailyVolume }: Logging): number => Math.max(1, Math.ceil(dailyVolume / LARGEST_SHARD));

/**
 * Bytes that Fluentd may keep on one node: what the busiest of the fewest nodes writes while Elasticsearch is away.
 * 10 GiB a day on 6 nodes: 10 / 24 × 8 × 2 × 2 / 6 = 2.3 GiB.
 */
export function bufferOf({ dailyVolume }: Logging, { cluster }: Environment): number {
  const groups = Object.values(cluster.nodes);
  const nodes = Math.max(
    1,
    groups.reduce((sum, { min }) => sum + min, 0),
  );
  const needed = ((dailyVolume / 24) * OUTAGE_HOURS * RECORD_OVERHEAD * SKEW) / nodes;
  const bearable = Math.min(...groups.map(({ disk }) => disk)) * DISK_SHARE;
  return Math.max(
    256 * MEBIBYTE,
    Math.min(roundUp(needed, 256 * MEBIBYTE), Math.floor(bearable / MEBIBYTE) * MEBIBYTE),
  );
}
