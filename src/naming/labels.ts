/** Labels of our own live below this prefix. */
export const LABEL_PREFIX = "finflow.io";

/** Label that says which environment an object belongs to. */
export const ENVIRONMENT_LABEL = `${LABEL_PREFIX}/environment`;

/** Label that says which team answers for an object. */
export const OWNER_LABEL = `${LABEL_PREFIX}/owner`;

/** Annotation of pods that changes with their configuration, so that a new configuration rolls them. */
export const CONFIG_HASH_ANNOTATION = `${LABEL_PREFIX}/config-hash`;

/**
 * Label of the pods of every service that writes or reads a topic: what all share opens the brokers to whoever has it,
 * without listing services (law 10).
 */
export const KAFKA_CLIENT_LABELS = { [`${LABEL_PREFIX}/kafka-client`]: "true" } as const;

/**
 * The labels that select a workload's pods. Selectors are immutable (FF01), so nothing may join them later.
 * `instance` equals the name, as polaris' metadataAndInstanceMismatched wants.
 */
export const selectorLabels = (workload: string): Readonly<Record<string, string>> => ({
  "app.kubernetes.io/instance": workload,
  "app.kubernetes.io/name": workload,
});

/** The recommended labels of every object of a workload. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */
export const objectLabels = (platform: string, workload: string, owner: string): Readonly<Record<string, string>> => ({
  ...selectorLabels(workload),
  "app.kubernetes.io/managed-by": "finflow",
  "app.kubernetes.io/part-of": platform,
  [OWNER_LABEL]: owner,
});
