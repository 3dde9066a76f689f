import { StorageClass } from "kubernetes-models/storage.k8s.io/v1/StorageClass";
import { STORAGE_CLASS } from "../../naming/names.ts";
import type { KubernetesObject } from "../desired.ts";
import type { EnvironmentContext } from "./context.ts";
import { defineObject } from "./define-object.ts";
import { clusterMetadata } from "./metadata.ts";

/**
 * Volumes of databases, brokers and logs: encrypted with the account's key for EBS, in the zone where the pod is placed
 * (FF10), able to grow. In production a volume outlives its claim, since a deleted claim may be a mistake.
 *
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md
 */
export const storageClass = (context: EnvironmentContext): KubernetesObject =>
  defineObject(StorageClass, {
    metadata: clusterMetadata(context, STORAGE_CLASS),
    provisioner: "ebs.csi.aws.com",
    parameters: { type: "gp3", encrypted: "true" },
    volumeBindingMode: "WaitForFirstConsumer",
    allowVolumeExpansion: true,
    reclaimPolicy: context.environment.tier === "prod" ? "Retain" : "Delete",
  });
