import type { SpecPath } from "../../diagnostics/diagnostic.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Environment, Platform, Service } from "../../model/platform.ts";
import type { Operator } from "../../resources/operators/index.ts";
import type { RuleUnit } from "../../resources/rules/index.ts";
import type { Commands } from "./commands.ts";

/** What every page of an environment is made from. */
export interface DocsContext {
  readonly platform: Platform;
  readonly environment: Environment;
  readonly graph: Graph;
  readonly commands: Commands;
  readonly operators: readonly Operator[];
  /** Names of the units, in order. */
  readonly units: readonly string[];
  readonly ruleUnits: readonly RuleUnit[];
  /** The spec file that says what stands at a path. */
  readonly fileOf: (path: SpecPath) => string;
}

export interface ServiceDocsContext extends DocsContext {
  readonly service: Service;
}

/** What the page is at, for links that start there. */
export type PageContext<T extends DocsContext = DocsContext> = T & { readonly path: string };
