/** Label that CloudNativePG 1.30 puts on the pods of a Cluster. @see docs/src/labels_annotations.md, read 2026-11-22 */
export const CNPG_CLUSTER_LABEL = "cnpg.io/cluster";
