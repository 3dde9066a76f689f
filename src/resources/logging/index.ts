import type { KubernetesObject } from "../desired.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";

/** Fluentd, Elasticsearch and Kibana. */
export const loggingObjects = (_context: EnvironmentContext): readonly KubernetesObject[] => [];
