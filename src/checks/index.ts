import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Platform } from "../model/platform.ts";
import { backupClosure } from "./backup-closure.ts";
import { bucketName } from "./bucket-name.ts";
import type { Check, CheckedEnvironment } from "./check.ts";
import { cidrOverlap } from "./cidr-overlap.ts";
import { connectionBudget } from "./connection-budget.ts";
import { elasticsearchDisk } from "./elasticsearch-disk.ts";
import { engineTier } from "./engine-tier.ts";
import { identicalProbes } from "./identical-probes.ts";
import { infeasibleSlo } from "./infeasible-slo.ts";
import { kafkaDisk } from "./kafka-disk.ts";
import { kafkaDurability } from "./kafka-durability.ts";
import { kafkaParallelism } from "./kafka-parallelism.ts";
import { noReceiver } from "./no-receiver.ts";
import { nodeDisk } from "./node-disk.ts";
import { notIsolated } from "./not-isolated.ts";
import { oversizedPod } from "./oversized-pod.ts";
import { priorityInversion } from "./priority-inversion.ts";
import { rdsInvariants } from "./rds-invariants.ts";
import { rdsLimits } from "./rds-limits.ts";
import { removedStillThere } from "./removed-still-there.ts";
import { replicaBounds } from "./replica-bounds.ts";
import { retryStorm } from "./retry-storm.ts";
import { serviceRange } from "./service-range.ts";
import { shortRetention } from "./short-retention.ts";
import { singleNat } from "./single-nat.ts";
import { sloAboveDependencies } from "./slo-above-dependencies.ts";
import { subnetExhaustion } from "./subnet-exhaustion.ts";
import { timeoutBudget } from "./timeout-budget.ts";
import { unknownInstanceType } from "./unknown-instance-type.ts";
import { unmeasuredSlo } from "./unmeasured-slo.ts";
import { unpinnedImage } from "./unpinned-image.ts";
import { unschedulablePeak } from "./unschedulable-peak.ts";
import { unservableHost } from "./unservable-host.ts";
import { unsupportedKubernetes } from "./unsupported-kubernetes.ts";
import { unusableZone } from "./unusable-zone.ts";
import { windowCollision } from "./window-collision.ts";
import { zoneWithoutNode } from "./zone-without-node.ts";

/** All rules, in the order of the catalogue of foot-guns. */
const checks: readonly Check[] = [
  // A. Rollout and disruption
  replicaBounds,
  unschedulablePeak,
  oversizedPod,
  subnetExhaustion,
  zoneWithoutNode,
  nodeDisk,
  identicalProbes,
  // B. Data plane
  connectionBudget,
  kafkaDurability,
  kafkaParallelism,
  kafkaDisk,
  elasticsearchDisk,
  engineTier,
  rdsInvariants,
  rdsLimits,
  backupClosure,
  windowCollision,
  bucketName,
  removedStillThere,
  // C. Network and identity
  singleNat,
  cidrOverlap,
  serviceRange,
  unusableZone,
  unservableHost,
  // D. GitOps and generation
  unsupportedKubernetes,
  unknownInstanceType,
  unpinnedImage,
  infeasibleSlo,
  unmeasuredSlo,
  shortRetention,
  sloAboveDependencies,
  noReceiver,
  timeoutBudget,
  retryStorm,
  notIsolated,
  priorityInversion,
];

/**
 * Input:     the resolved platform and its graphs.
 * Output:    what is wrong with them although each part is valid.
 * Guarantee: what the emitters are given next can be built, scheduled and reached.
 */
export function runChecks(platform: Platform, environments: readonly CheckedEnvironment[]): readonly Diagnostic[] {
  return checks.flatMap((check) => check(platform, environments));
}
