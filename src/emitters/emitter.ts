import type { PassResult, SpecPath } from "../diagnostics/diagnostic.ts";
import type { Graph } from "../graph/graph.ts";
import type { Environment, Platform } from "../model/platform.ts";
import type { OutputFile } from "../output/output-file.ts";
import type { DesiredUnit } from "../resources/desired.ts";

/** One environment as the passes before left it. */
export interface CompiledEnvironment {
  readonly environment: Environment;
  readonly graph: Graph;
  /** In code-unit order of their names. */
  readonly units: readonly DesiredUnit[];
}

export interface EmitContext {
  readonly platform: Platform;
  /** In code-unit order of their names. */
  readonly environments: readonly CompiledEnvironment[];
  /** The spec file that says what stands at a path; the origin of what is written because of it. */
  readonly fileOf: (path: SpecPath) => string;
}

/** A target. One folder each, all of the same shape, listed in `index.ts`; none imports another. */
export interface Emitter {
  /** The folder's name. */
  readonly id: string;
  /** The path prefixes below which it may write; enforced by `output/`. */
  readonly owns: readonly string[];
  /** Pure: no I/O, no clock, no randomness. The same context gives the same bytes. */
  readonly emit: (context: EmitContext) => PassResult<readonly OutputFile[]>;
}
