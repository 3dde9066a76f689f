/** The public API: what the command line does, as functions over values. */
export { type CompileResult, compile } from "./compiler.ts";
export {
  compareDiagnostics,
  type Diagnostic,
  hasErrors,
  type Location,
  type Position,
  type RelatedLocation,
  type Severity,
  type SpecPath,
} from "./diagnostics/diagnostic.ts";
export type { CompiledEnvironment } from "./emitters/emitter.ts";
export type { Edge, EdgeKind, Graph, NodeId } from "./graph/graph.ts";
export { type ApplyOptions, type ApplyResult, apply } from "./host/apply.ts";
export type { Host } from "./host/host.ts";
export { createMemoryHost } from "./host/memory-host.ts";
export { createNodeHost } from "./host/node-host.ts";
export type { Environment, Platform, Service, Topic } from "./model/platform.ts";
export { checkDiagnostics } from "./output/check-diagnostics.ts";
export type { FileTree } from "./output/file-tree.ts";
export type { OutputFile } from "./output/output-file.ts";
export { type Plan, type PlanAction, type PlanEntry, type PlanOptions, plan } from "./output/plan.ts";
export { refusals } from "./output/refusals.ts";
export { type Connection, type HalfOpen, type Outside, type Reach, reachOf } from "./reach/reach.ts";
export type { DesiredUnit, KubernetesObject } from "./resources/desired.ts";
export type { SourceRead, SourceReader } from "./source/source-reader.ts";
