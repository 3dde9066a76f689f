import { runChecks } from "./checks/index.ts";
import { compareDiagnostics, type Diagnostic, hasErrors, type PassResult, unique } from "./diagnostics/diagnostic.ts";
import type { CompiledEnvironment, EmitContext } from "./emitters/emitter.ts";
import { emitters } from "./emitters/index.ts";
import { buildGraph } from "./graph/build.ts";
import type { Platform } from "./model/platform.ts";
import { resolvePlatform } from "./model/resolve.ts";
import { type FileTree, mergeFiles } from "./output/file-tree.ts";
import { desiredUnits } from "./resources/desired-units.ts";
import { parseSpec } from "./schema/parse-spec.ts";
import type { LocatedDocument } from "./source/located-document.ts";
import { readSpec } from "./source/read-spec.ts";
import type { SourceReader } from "./source/source-reader.ts";

/** What a compilation gives: all that is known, as far as it got. */
export interface CompileResult {
  /** What should stand below the root; undefined where there are errors. */
  readonly files: FileTree | undefined;
  /** In order of display. */
  readonly diagnostics: readonly Diagnostic[];
  /** The spec files that could be read, for code frames. */
  readonly documents: readonly LocatedDocument[];
  /** Undefined where the spec could not be resolved. */
  readonly platform: Platform | undefined;
  /** In code-unit order of their names; empty where there are errors. */
  readonly environments: readonly CompiledEnvironment[];
}

/**
 * Compiles a spec. Pure but for the reader: the same files give the same result, and nothing that a person can write
 * makes it throw.
 *
 * @param entry path of the root document, relative to the reader's root
 */
export function compile(entry: string, reader: SourceReader): CompileResult {
  const diagnostics: Diagnostic[] = [];
  const take = <T>(result: PassResult<T>): T => {
    diagnostics.push(...result.diagnostics);
    return result.value;
  };

  const source = readSpec(entry, reader);
  const documents = take(source);
  const spec = take(parseSpec(documents, source.leftOut));
  const platform = spec && take(resolvePlatform(spec));
  const graphs = platform?.environments.map((environment) => ({
    environment,
    graph: take(buildGraph(platform, environment)),
  }));
  if (platform && graphs) diagnostics.push(...runChecks(platform, graphs));

  const stopped = (): CompileResult => ({
    files: undefined,
    diagnostics: unique(diagnostics).toSorted(compareDiagnostics),
    documents,
    platform,
    environments: [],
  });
  if (!spec || !platform || !graphs || hasErrors(diagnostics)) return stopped();

  const environments = graphs.map(({ environment, graph }) => ({
    environment,
    graph,
    units: take(desiredUnits(platform, environment, graph)),
  }));
  const files = take(emit({ platform, environments, fileOf: (path) => spec.locate(path).file }));
  if (hasErrors(diagnostics)) return stopped();
  return { files, diagnostics: unique(diagnostics).toSorted(compareDiagnostics), documents, platform, environments };
}

/** Every emitter's files, merged to one tree. */
function emit(context: EmitContext): PassResult<FileTree> {
  const emitted = emitters.map(({ id, owns, emit: run }) => ({ emitter: id, owns, ...run(context) }));
  const merged = mergeFiles(emitted.map(({ value, ...rest }) => ({ ...rest, files: value })));
  return {
    value: merged.value,
    diagnostics: [...emitted.flatMap((result) => result.diagnostics), ...merged.diagnostics],
  };
}
