import { Lexer } from "yaml";

/** A token that a spec may not contain, and where it stands. */
export interface RefusedToken {
  readonly kind: "alias" | "anchor" | "tag" | "directive";
  readonly source: string;
  readonly offset: number;
}

export interface TokenScan {
  readonly refused: readonly RefusedToken[];
  /** Where the nesting goes beyond the limit; the scan stopped there. */
  readonly tooDeep?: number;
}

/** Marks the lexer puts between tokens; they are no part of the text, which has no control characters by now. */
const DOCUMENT_MARK = "\u0002";
const FLOW_END_MARK = "\u0018";
const SCALAR_MARK = "\u001f";

/**
 * Looks at the tokens of a text before anything recursive does. Nesting is bounded from above: brackets count, and so
 * does every column at which something starts right of what it is inside of. The lexer keeps no stack and takes linear
 * time, so neither 100,000 brackets nor as many dashes cost more than reading them.
 */
export function scanTokens(text: string, maxDepth: number): TokenScan {
  const refused: RefusedToken[] = [];
  const columns: number[] = [];
  let flowDepth = 0;
  let flowPairs = 0;
  let offset = 0;
  let lineStart = 0;
  let afterScalarMark = false;
  /** Whether the last token that is not white space ended a node, so that a colon belongs to it. */
  let afterNode = false;

  for (const token of new Lexer().lex(text)) {
    if (token === DOCUMENT_MARK || token === FLOW_END_MARK) {
      flowDepth = 0;
      flowPairs = 0;
      continue;
    }
    if (token === SCALAR_MARK) {
      afterScalarMark = true;
      continue;
    }
    const start = offset;
    offset += token.length;
    const kind = afterScalarMark ? "node" : classify(token);
    afterScalarMark = false;

    if (kind === "anchor" || kind === "tag" || kind === "directive") {
      refused.push({ kind, source: token.trimEnd(), offset: start });
    } else if (kind === "alias") {
      refused.push({ kind, source: token, offset: start });
      afterNode = true;
    } else if (kind === "document") {
      columns.length = 0;
      afterNode = false;
    } else if (kind === "newline") {
      lineStart = offset;
      afterNode = false;
    } else if (kind === "open") {
      flowDepth++;
      afterNode = false;
    } else if (kind === "close") {
      flowDepth = Math.max(0, flowDepth - 1);
      if (flowDepth === 0) flowPairs = 0;
      afterNode = true;
    } else if (kind === "comma") {
      flowPairs = 0;
      afterNode = false;
    } else if (kind === "indicator" || kind === "node") {
      const column = start - lineStart;
      if (flowDepth > 0) {
        // Inside brackets there are no columns; a chain of indicators such as `? ? ?` nests all the same.
        if (kind === "indicator") flowPairs++;
      } else if (!afterNode) {
        // A node or colon behind a node on the same line opens nothing: it is part of it, or an error.
        while (columns.length > 0 && (columns.at(-1) ?? 0) > column) columns.pop();
        if ((columns.at(-1) ?? -1) < column) columns.push(column);
      }
      afterNode = kind === "node";
      const newline = token.lastIndexOf("\n");
      if (newline !== -1) lineStart = start + newline + 1;
    }
    if (columns.length + flowDepth + flowPairs > maxDepth) return { refused, tooDeep: start };
  }
  return { refused };
}

type TokenKind =
  | "alias"
  | "anchor"
  | "tag"
  | "directive"
  | "document"
  | "newline"
  | "open"
  | "close"
  | "comma"
  | "indicator"
  | "node"
  | "other";

function classify(token: string): TokenKind {
  if (token === "---" || token === "...") return "document";
  if (token === "\n" || token === "\r\n") return "newline";
  switch (token[0]) {
    case "%":
      return "directive";
    case "&":
      return "anchor";
    case "!":
      return "tag";
    case "[":
    case "{":
      return "open";
    case "]":
    case "}":
      return "close";
    case ",":
      return "comma";
    case "-":
    case "?":
    case ":":
      return "indicator";
    case "*":
      return "alias";
    case '"':
    case "'":
      return "node";
    // White space, comments and the header of a block scalar, whose body follows as a node.
    default:
      return "other";
  }
}
