import type { SpecPath } from "../diagnostics/diagnostic.ts";

/** A Kubernetes object as plain data, as the API server would receive it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** One unit in one environment: what one overlay builds and one Argo CD Application syncs. */
export interface DesiredUnit {
  /** `payments-service`, `databases/payments-service`, `platform` … */
  readonly name: string;
  readonly environment: string;
  readonly objects: readonly KubernetesObject[];
  /** Where in the spec the unit comes from. */
  readonly origin: SpecPath;
}
