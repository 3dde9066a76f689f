import { report } from "../diagnostics/registry.ts";
import { DAY } from "../schema/quantity.ts";
import type { Check } from "./check.ts";
import { decimal, gibibytes } from "./quantities.ts";

/** Merges of segments and the files beside the documents. */
const OVERHEAD = 1.15;
/** An index is a day old before its retention starts to count. @see src/resources/logging/setup-settings.ts */
const ROLLOVER_DAYS = 1;
/** Above this share of its disk Elasticsearch gives a node no more shards. @see cluster.routing.allocation.disk.watermark.low */
const LOW_WATERMARK = 0.85;

/** FF21: the logs that are kept, with one replica where there is a second node for it, fit the data nodes' disks. */
export const elasticsearchDisk: Check = (platform, environments) =>
  environments.flatMap(({ environment }) => {
    const { logging } = environment;
    if (logging === undefined) return [];
    const { dailyVolume, retention, nodes, storage } = logging;
    const copies = nodes > 1 ? 2 : 1;
    const days = retention / DAY + ROLLOVER_DAYS;
    const needed = (dailyVolume * days * copies * OVERHEAD) / nodes;
    const usable = storage * LOW_WATERMARK;
    if (needed <= usable) return [];
    const params = {
      environment: environment.name,
      daily: gibibytes(dailyVolume),
      days: decimal(days),
      copies,
      nodes,
      overhead: OVERHEAD,
      needed: gibibytes(needed),
      usable: gibibytes(usable),
      storage: gibibytes(storage),
    };
    return [
      report("data/elasticsearch-disk", params, { at: platform.locate([...environment.origin, "logging", "storage"]) }),
    ];
  });
