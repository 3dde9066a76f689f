import { fenced } from "./markdown.ts";

/**
 * What Mermaid draws at most unless its host allows more; GitHub does not.
 *
 * @see https://mermaid.js.org/config/schema-docs/config.html maxEdges, maxTextSize; in mermaid 12.3.0
 */
const MOST_EDGES = 500;
const MOST_TEXT = 50_000;

/** Outlines of nodes: what surrounds the label. */
const SHAPES = {
  box: ["[", "]"],
  data: ["[(", ")]"],
  queue: ["([", "])"],
  outside: ["{{", "}}"],
} as const;

export interface DiagramNode {
  readonly id: string;
  readonly label: string;
  readonly shape?: keyof typeof SHAPES;
  /** Label of what surrounds it. @default nothing */
  readonly group?: string;
}

export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  /** One that may be missing. */
  readonly dotted?: boolean;
}

/** The id of a node. By kind and name, so that a new node renumbers none; no name of a spec has an underscore or a capital. */
export const idOf = (kind: string, name: string): string =>
  `${kind}_${name.replaceAll("-", "_").replaceAll(/[^a-z0-9_]/g, (character) => `X${character.codePointAt(0)?.toString(16)}`)}`;

/**
 * A label in quotes. Mermaid has no escape but the number of a character, and reads some of what stands in quotes
 * (backticks make it Markdown, `<` HTML), so only letters, digits and the plainest punctuation stay. Labels are names:
 * what no escape keeps from Mermaid, `fa:fa-car` for an icon, is none.
 */
const quoted = (label: string): string =>
  `"${label
    .toWellFormed()
    .replaceAll(/[ \t\r\n]+/g, " ")
    .replaceAll(/[^\p{L}\p{N} .,:/-]/gu, (character) => `#${character.codePointAt(0)};`)}"`;

/** A flow chart from left to right, as a block of Markdown; a sentence where Mermaid would refuse to draw that much. */
export function flowchart(nodes: readonly DiagramNode[], edges: readonly DiagramEdge[]): string {
  const groups = Map.groupBy(nodes, ({ group }) => group ?? "");
  const lines = [
    "flowchart LR",
    ...[...groups].flatMap(([group, members]) =>
      group === ""
        ? members.map((node) => `  ${nodeLine(node)}`)
        : [
            `  subgraph ${idOf("group", group.toLowerCase())}[${quoted(group)}]`,
            ...members.map((node) => `    ${nodeLine(node)}`),
            "  end",
          ],
    ),
    ...edges.map(
      ({ from, to, label, dotted }) =>
        `  ${from} ${dotted ? "-.->" : "-->"}${label === undefined ? "" : `|${quoted(label)}|`} ${to}`,
    ),
  ];
  const isDrawn = edges.length <= MOST_EDGES && lines.join("\n").length <= MOST_TEXT;
  return isDrawn
    ? fenced(lines, "mermaid")
    : `${nodes.length} nodes and ${edges.length} edges are more than one picture holds: see the page of each service.`;
}

function nodeLine({ id, label, shape = "box" }: DiagramNode): string {
  const [open, close] = SHAPES[shape];
  return `${id}${open}${quoted(label)}${close}`;
}
