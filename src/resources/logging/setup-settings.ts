import { LARGEST_SHARD } from "../../catalog/elastic.ts";
import type { Environment } from "../../model/platform.ts";
import { bucketOf, LOG_SNAPSHOTS_PURPOSE, LOG_STREAM } from "../../naming/names.ts";
import { formatDuration } from "../../schema/quantity.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";
import { ROLLOVER_HOURS, replicasOf, shardsOf } from "./sizing.ts";

type Logging = NonNullable<Environment["logging"]>;

/** Snapshots that are kept even if every one is too old: those of the last days before they stopped. */
const FEWEST_SNAPSHOTS = 3;

const keyword = { type: "keyword", ignore_above: 1024 } as const;

/**
 * The settings by the names of their files, which the script knows.
 *
 * An index is replaced after a day, or earlier when its shards are full, and deleted when its youngest line is too old:
 * so a line can be searched for `retention`, and up to a day longer.
 */
export function settingsOf({ platform, environment }: EnvironmentContext, logging: Logging) {
  const retention = formatDuration(logging.retention);
  return {
    "lifecycle-policy": {
      policy: {
        phases: {
          hot: {
            actions: {
              rollover: { max_age: `${ROLLOVER_HOURS}h`, max_primary_shard_size: `${LARGEST_SHARD}b` },
            },
          },
          delete: { min_age: retention, actions: { delete: {} } },
        },
      },
    },
    "index-template": {
      index_patterns: [LOG_STREAM],
      data_stream: {},
      // Above Elastic's own template for logs-*-*, which has 100.
      priority: 500,
      template: {
        settings: {
          index: {
            lifecycle: { name: LOG_STREAM },
            number_of_shards: shardsOf(logging),
            number_of_replicas: replicasOf(logging),
            codec: "best_compression",
            refresh_interval: "10s",
          },
        },
        mappings: {
          // No line can add a field, or be refused for the type of one: whatever JSON it holds is one field of keywords.
          dynamic: false,
          properties: {
            "@timestamp": { type: "date" },
            message: { type: "match_only_text" },
            level: keyword,
            service: keyword,
            namespace: keyword,
            pod: keyword,
            container: keyword,
            node: keyword,
            truncated: { type: "boolean" },
            json: { type: "flattened", ignore_above: 1024, depth_limit: 50 },
          },
        },
      },
    },
    "snapshot-repository": {
      type: "s3",
      settings: {
        bucket: bucketOf(platform.name, environment.name, environment.aws.account, LOG_SNAPSHOTS_PURPOSE),
        base_path: "elasticsearch",
      },
    },
    "snapshot-policy": {
      // Every night at 01:30 UTC, before the databases' copies.
      schedule: "0 30 1 * * ?",
      name: "<logs-{now/d}>",
      repository: LOG_SNAPSHOTS_PURPOSE,
      config: {
        indices: [LOG_STREAM],
        include_global_state: false,
        // Saved searches and dashboards.
        feature_states: ["kibana"],
      },
      retention: { expire_after: retention, min_count: FEWEST_SNAPSHOTS },
    },
  } as const;
}
