import type { Chart } from "../../catalog/charts.ts";
import type { Environment } from "../../model/platform.ts";
import type { EnvironmentContext } from "../kubernetes/context.ts";

/** Values of a chart, as plain data. */
export interface Values {
  readonly [name: string]: unknown;
}

/**
 * When an operator is installed.
 *
 * - `certificates`: gives the others the certificates of their webhooks.
 * - `cluster`: has rights in the whole cluster, and kinds that the unit `platform` may hold already.
 * - `namespaces`: is given its rights in namespaces of the environment only, which `platform` makes.
 */
export type OperatorStage = "certificates" | "cluster" | "namespaces";

/** An operator or add-on that a Helm chart installs into the cluster, before anything that uses its kinds. */
export interface Operator {
  /** Name of the chart's release and of its values file. */
  readonly name: string;
  readonly namespace: string;
  readonly chart: Chart;
  readonly stage: OperatorStage;
  /** The same in all environments: a file. */
  readonly values: Values;
  /** What differs by environment: stands in the Application, and wins over the file. */
  readonly environmentValues: Values;
  /** Namespaces beside its own that its chart puts objects into. */
  readonly reaches: readonly string[];
}

/** How an operator is derived from an environment. */
export interface OperatorDefinition extends Pick<Operator, "name" | "chart" | "stage" | "values"> {
  /** Whether something of the environment uses it. */
  readonly isNeeded: (environment: Environment) => boolean;
  readonly environmentValues?: (context: EnvironmentContext) => Values;
  /** @default none */
  readonly reaches?: (environment: Environment) => readonly string[];
}
