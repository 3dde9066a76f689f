import type { EnvironmentContext } from "../kubernetes/context.ts";

/** An operator or add-on that a Helm chart installs into the cluster, before anything that uses its kinds. */
export interface Operator {
  /** Name of the chart's release and of its values file. */
  readonly name: string;
  readonly namespace: string;
}

/** The operators and add-ons that the environment needs, no others. */
export const operatorsOf = (_context: EnvironmentContext): readonly Operator[] => [];
