import { Composer, type Document, type ParsedNode, Parser, type YAMLError, YAMLParseError } from "yaml";

export interface ComposedYaml {
  /** The content of the first document; null where there is none. */
  readonly contents: ParsedNode | null;
  /** What is wrong with it, a second document included, in no order. */
  readonly errors: readonly YAMLError[];
}

/**
 * Composes the first document of a text of bounded depth. This is `parseDocument` of the `yaml` package, but it stops
 * where the first document does: what follows a stray bracket is reported token by token there, a million errors for
 * a million brackets, and each of them only echoes the first.
 */
export function composeYaml(text: string): ComposedYaml {
  const composer = new Composer({
    version: "1.2",
    schema: "core",
    merge: false,
    // Compared later by a hash table: the package compares each key with each other.
    uniqueKeys: false,
    resolveKnownTags: false,
    prettyErrors: false,
  });
  const documents: Document.Parsed[] = [];
  for (const token of new Parser().parse(text)) {
    // A document comes out when the next one has been composed.
    documents.push(...composer.next(token));
    if (token.type === "error" || documents.length > 0) break;
  }
  documents.push(...composer.end(true, text.length));
  const [first, second] = documents;
  const errors: YAMLError[] = [...(first?.errors ?? [])];
  if (second !== undefined) {
    const [start] = second.range;
    errors.push(new YAMLParseError([start, start + 1], "MULTIPLE_DOCS", "a second document"));
  }
  return { contents: first?.contents ?? null, errors };
}
