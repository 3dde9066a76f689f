import { LONGEST_BUCKET_NAME, RESERVED_BUCKET_PREFIXES } from "../catalog/bucket-names.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import {
  ACCESS_LOGS_PURPOSE,
  BACKUPS_PURPOSE,
  bucketOf,
  LOG_SNAPSHOTS_PURPOSE,
  STATE_PURPOSE,
  stateBucketOf,
} from "../naming/names.ts";
import type { Check } from "./check.ts";

const OF_THE_PLATFORM = [ACCESS_LOGS_PURPOSE, BACKUPS_PURPOSE, LOG_SNAPSHOTS_PURPOSE, STATE_PURPOSE];

/** Every bucket has a name that S3 takes and that no bucket of the platform has. */
export const bucketName: Check = (platform, environments) => {
  const prefix = RESERVED_BUCKET_PREFIXES.find((reserved) => `${platform.name}-`.startsWith(reserved));
  const found: Diagnostic[] = [];
  const [first] = environments;
  if (prefix !== undefined && first !== undefined) {
    const { name, aws } = first.environment;
    const bucket = stateBucketOf(platform.name, name, aws.account);
    const params = {
      bucket,
      problem: `S3 keeps names that start with ${prefix} to itself`,
      remedy: "Rename the platform.",
    };
    found.push(report("data/bucket-name", params, { at: platform.locate(["metadata", "name"]) }));
  }
  for (const { environment } of environments) {
    for (const service of environment.services) {
      for (const [index, { name }] of service.buckets.entries()) {
        const bucket = bucketOf(platform.name, environment.name, environment.aws.account, name);
        const problem = OF_THE_PLATFORM.includes(name)
          ? "it is a bucket of the platform itself"
          : bucket.length > LONGEST_BUCKET_NAME
            ? `it has ${bucket.length} characters, and S3 takes ${LONGEST_BUCKET_NAME}`
            : undefined;
        if (problem === undefined) continue;
        const tooMany = bucket.length - LONGEST_BUCKET_NAME;
        const remedy = tooMany > 0 ? `Shorten its name by ${tooMany} or more characters.` : "Give it another name.";
        const at = platform.locateIn(environment.name, [...service.origin, "buckets", index, "name"]);
        found.push(report("data/bucket-name", { bucket, problem, remedy }, { at }));
      }
    }
  }
  return found;
};
