import type { YAMLError } from "yaml";
import { compareDiagnostics, type Diagnostic, type PassResult, startOf } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import { shortened } from "../diagnostics/spec-path.ts";
import { composeYaml } from "./compose-yaml.ts";
import { controlCharacters } from "./control-characters.ts";
import { decodeText } from "./decode-text.ts";
import { limits } from "./limits.ts";
import { locatedDocument } from "./locate.ts";
import type { LocatedDocument } from "./located-document.ts";
import { locatedTree } from "./located-tree.ts";
import { type RefusedToken, scanTokens } from "./scan-tokens.ts";
import { syntaxProblem } from "./syntax-problem.ts";
import { type TextPositions, textPositions } from "./text-positions.ts";

/**
 * Input:     the bytes of one spec file and its name.
 * Output:    its data with the place of every value, and everything that is wrong with the file as YAML.
 * Guarantee: the data is JSON-like, finite, at most `limits.depth` deep, and every key is a text; or there is none.
 *
 * There is none where data would be missing from it (syntax errors, aliases, merge keys); where a diagnostic leaves the
 * data complete, such as a tag or a duplicate key, later passes can go on with it.
 */
export function parseDocument(bytes: Uint8Array, file: string): PassResult<LocatedDocument | undefined> {
  if (bytes.length > limits.bytes) {
    return failed([
      report("source/too-large", { file, size: bytes.length, limit: limits.bytes }, { at: startOf(file) }),
    ]);
  }
  const decoded = decodeText(bytes);
  const positions = textPositions(file, decoded.text);
  if (decoded.kind === "invalid") {
    const at = positions.location(decoded.offset, decoded.offset + 1);
    return failed([report("source/not-utf8", { offset: decoded.byteOffset, guess: decoded.guess }, { at })]);
  }
  const { text } = decoded;
  const control = controlCharacters(text);
  if (control !== undefined) {
    const at = positions.location(control.offset, control.offset + 1);
    return failed([report("source/control-character", { name: control.name, count: control.count }, { at })]);
  }
  const scan = scanTokens(text, limits.depth);
  if (scan.tooDeep !== undefined) {
    const at = positions.location(scan.tooDeep, scan.tooDeep + 1);
    return failed([report("source/too-deep", { limit: limits.depth }, { at })]);
  }

  const { contents, errors } = composeYaml(text);
  const diagnostics = syntaxDiagnostics(errors, text, positions);
  const broken = diagnostics.length > 0;
  const isEmpty =
    contents === null || (contents.range[0] === contents.range[1] && !broken && scan.refused.length === 0);
  const tree = broken || isEmpty ? undefined : locatedTree(contents, text, positions);
  for (const token of scan.refused) {
    const merged = token.kind === "alias" && tree?.mergedAliases.has(token.offset);
    if (!merged) diagnostics.push(refusal(token, positions));
  }
  for (const diagnostic of tree?.diagnostics ?? []) diagnostics.push(diagnostic);
  if (isEmpty && diagnostics.length === 0) {
    diagnostics.push(report("source/empty", { file }, { at: positions.location(0, 0) }));
  }
  const usable = tree !== undefined && !tree.lossy;
  return {
    value: usable ? locatedDocument(file, text, tree.root, positions) : undefined,
    diagnostics: capped(diagnostics, limits.diagnostics),
  };
}

function refusal({ kind, source, offset }: RefusedToken, positions: TextPositions): Diagnostic {
  const at = positions.location(offset, offset + source.length);
  const name = shortened(source);
  switch (kind) {
    case "alias":
      return report("source/alias", { alias: name }, { at });
    case "anchor":
      return report("source/anchor", { anchor: name }, { at });
    case "tag":
      return report("source/tag", { tag: name }, { at });
    case "directive":
      return report("source/directive", { directive: name }, { at });
  }
}

function failed(diagnostics: readonly Diagnostic[]): PassResult<undefined> {
  return { value: undefined, diagnostics };
}

/** One diagnostic for each line with an error: what follows on the same line mostly follows from the first. */
function syntaxDiagnostics(errors: readonly YAMLError[], text: string, positions: TextPositions): Diagnostic[] {
  const byLine = new Map<number, Diagnostic>();
  let swallowed = false;
  for (const error of errors.toSorted((a, b) => a.pos[0] - b.pos[0])) {
    const [start, end] = error.pos;
    const at = positions.location(start, Math.max(end, start + 1));
    if (byLine.has(at.start.line)) continue;
    if (error.code === "MULTIPLE_DOCS") {
      byLine.set(at.start.line, report("source/several-documents", {}, { at }));
      continue;
    }
    const lineStart = text.lastIndexOf("\n", start - 1) + 1;
    const tab = /^ *(\t+)/.exec(text.slice(lineStart, lineStart + 1000));
    if (error.code === "TAB_AS_INDENT" || tab !== null) {
      const from = tab === null ? start : lineStart + tab[0].length - (tab[1]?.length ?? 0);
      const tabs = positions.location(from, tab === null ? end : lineStart + tab[0].length);
      byLine.set(at.start.line, report("source/tab-indentation", {}, { at: tabs }));
      continue;
    }
    // Within brackets that are not closed, each further line is an echo.
    if (swallowed) continue;
    swallowed = error.code === "BLOCK_IN_FLOW";
    byLine.set(
      at.start.line,
      report("source/syntax", syntaxProblem(error.code, error.message, text.slice(start, end)), { at }),
    );
  }
  return [...byLine.values()];
}

/** The first `limit` diagnostics of the file, and how many there are beside them. */
function capped(diagnostics: readonly Diagnostic[], limit: number): readonly Diagnostic[] {
  const sorted = [...diagnostics].sort(compareDiagnostics);
  const rest = sorted.length - limit;
  if (rest <= 0) return sorted;
  const shown = sorted.slice(0, limit);
  const last = shown.at(-1)?.location;
  return [...shown, report("source/more-errors", { count: rest }, { at: last })];
}
