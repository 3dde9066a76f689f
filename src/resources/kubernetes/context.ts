import type { Graph } from "../../graph/graph.ts";
import type { Environment, Platform, Service } from "../../model/platform.ts";

/** What the builders of an environment's shared objects read. */
export interface EnvironmentContext {
  readonly platform: Platform;
  readonly environment: Environment;
  readonly graph: Graph;
}

/** What the builders of one service's objects read. */
export interface ServiceContext extends EnvironmentContext {
  readonly service: Service;
}
