import { StorageClass } from "kubernetes-models/storage.k8s.io/v1/StorageClass";
import { SCRATCH_STORAGE_CLASS, STORAGE_CLASS } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import type { EnvironmentContext } from "./context.ts";
import { defineObject } from "./define-object.ts";
import { clusterMetadata } from "./metadata.ts";

/**
 * Volumes of databases, brokers and logs: encrypted with the account's key for EBS, in the zone where the pod is placed
 * (FF10), able to grow. In production a volume outlives its claim, since a deleted claim may be a mistake. One that goes
 * with its pod never does: each backup would leave a disk behind, and on it a copy that nobody knows of.
 *
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md
 * @see https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#lifecycle-and-persistentvolumeclaim
 */
export const storageClasses = (context: EnvironmentContext): readonly KubernetesObject[] => [
  storageClass(context, STORAGE_CLASS, context.environment.tier === "prod" ? "Retain" : "Delete"),
  storageClass(context, SCRATCH_STORAGE_CLASS, "Delete"),
];

const storageClass = (context: EnvironmentContext, name: string, reclaimPolicy: "Delete" | "Retain") =>
  defineObject(StorageClass, {
    metadata: clusterMetadata(context, name),
    provisioner: "ebs.csi.aws.com",
    parameters: { type: "gp3", encrypted: "true" },
    volumeBindingMode: "WaitForFirstConsumer",
    allowVolumeExpansion: true,
    reclaimPolicy,
  });
