import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Graph } from "../graph/graph.ts";
import type { Environment, Platform } from "../model/platform.ts";

/** One environment with its graph, as the checks see it. */
export interface CheckedEnvironment {
  readonly environment: Environment;
  readonly graph: Graph;
}

/** One rule: what it says about a platform. One file each, named as its code and its test. */
export type Check = (platform: Platform, environments: readonly CheckedEnvironment[]) => readonly Diagnostic[];
