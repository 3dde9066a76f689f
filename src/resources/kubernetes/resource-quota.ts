import { ResourceQuota } from "kubernetes-models/v1/ResourceQuota";
import type { KubernetesObject } from "../desired.ts";
import { type Peak, type PodDemand, peakOf } from "../peak.ts";
import { defineObject } from "./define-object.ts";
import { roundUp, wholeCores, wholeGibibytes } from "./quantities.ts";

/** Pods are counted in tens, for the same reason that CPU is counted in whole cores. */
const POD_STEP = 10;

/** Bounds a namespace by its own peak, so that a mistake in one workload cannot take the cluster from the others. */
export const resourceQuota = (
  metadata: KubernetesObject["metadata"],
  demands: readonly PodDemand[],
): KubernetesObject => defineObject(ResourceQuota, { metadata, spec: { hard: quotaOf(peakOf(demands)) } });

/**
 * The quota that admits a peak (FF05), in whole cores, whole gibibytes and tens of pods: a small change of one service
 * mostly leaves it as it is, and so leaves this unit alone (law 10). No Service may get a load balancer or a node's port:
 * the one way in is the Ingress.
 */
export function quotaOf(peak: Peak): Record<string, string> {
  return {
    "requests.cpu": wholeCores(peak.cpuRequest),
    // With a quota on CPU limits the API server refuses every container that has none.
    ...(peak.cpuLimit !== undefined && { "limits.cpu": wholeCores(peak.cpuLimit) }),
    "requests.memory": wholeGibibytes(peak.memoryRequest),
    "limits.memory": wholeGibibytes(peak.memoryLimit),
    "requests.ephemeral-storage": wholeGibibytes(peak.ephemeralRequest),
    "limits.ephemeral-storage": wholeGibibytes(peak.ephemeralLimit),
    pods: String(roundUp(peak.pods, POD_STEP)),
    "services.loadbalancers": "0",
    "services.nodeports": "0",
  };
}
