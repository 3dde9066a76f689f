import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";

/** Labels of a metric's series; undefined for a metric that nothing exposes. */
export type LabelsOf = (metric: string) => ReadonlySet<string> | undefined;

/** What a query asks for, and what cannot work about it. */
export interface Query {
  /** The labels that its result can have. */
  readonly labels: ReadonlySet<string>;
  /** The metrics it reads, each once. */
  readonly metrics: readonly string[];
  /** `no metric pg_replication_lag`, `up has no label shard`, `syntax error at 12` … */
  readonly problems: readonly string[];
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Reads a query as Prometheus would and follows its labels from the series to the result (FF52): each metric exists, and
 * each label that is matched, grouped by, joined on or replaced is one that the series at that place can have.
 */
export function readQuery(expression: string, labelsOf: LabelsOf): Query {
  const metrics = new Set<string>();
  const problems = new Set<string>();
  const textOf = ({ from, to }: SyntaxNode) => expression.slice(from, to);
  const stringOf = (node: SyntaxNode) => textOf(node).slice(1, -1);

  const tree = parser.parse(expression);
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) problems.add(`syntax error at ${from} of ${expression}`);
    },
  });

  function expect(labels: readonly string[], there: ReadonlySet<string>, where: string): void {
    for (const label of labels) if (!there.has(label)) problems.add(`${where} has no label ${label}`);
  }

  function selector(node: SyntaxNode): ReadonlySet<string> {
    const name = node.getChild("Identifier");
    const matchers = node.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher") ?? [];
    // A name in quotes or among the matchers is valid, but none of ours: every query names its metrics.
    if (name === null) {
      problems.add(`no name: ${textOf(node)}`);
      return NONE;
    }
    const metric = textOf(name);
    metrics.add(metric);
    const labels = labelsOf(metric);
    if (labels === undefined) {
      problems.add(`no metric ${metric}`);
      return NONE;
    }
    expect(
      matchers.flatMap((matcher) => matcher.getChildren("LabelName").map(textOf)),
      labels,
      metric,
    );
    return labels;
  }

  const groupingOf = (node: SyntaxNode | null) => node?.getChildren("LabelName").map(textOf) ?? [];
  const argumentsOf = (node: SyntaxNode) => childrenOf(node.getChild("FunctionCallBody"));

  function aggregate(node: SyntaxNode): ReadonlySet<string> {
    const operation = textOf(node.firstChild as SyntaxNode).toLowerCase();
    const inner = argumentsOf(node).at(-1);
    const labels = inner ? labelsAt(inner) : NONE;
    const modifier = node.getChild("AggregateModifier");
    const grouping = groupingOf(modifier?.getChild("GroupingLabels") ?? null);
    expect(grouping, labels, `${operation} (${inner ? textOf(inner) : ""})`);
    if (["topk", "bottomk", "limitk"].includes(operation)) return labels;
    const kept = modifier?.getChild("Without")
      ? new Set([...labels].filter((label) => !grouping.includes(label)))
      : new Set(grouping);
    const [first] = argumentsOf(node);
    return operation === "count_values" && first ? kept.add(stringOf(first)) : kept;
  }

  function call(node: SyntaxNode): ReadonlySet<string> {
    const name = textOf(node.firstChild as SyntaxNode);
    const given = argumentsOf(node);
    if (name === "label_replace" || name === "label_join") {
      const [vector, target, ...rest] = given;
      const labels = vector ? labelsAt(vector) : NONE;
      const sources = name === "label_join" ? rest.slice(1) : rest.slice(1, 2);
      expect(sources.map(stringOf).filter(Boolean), labels, textOf(node));
      return target ? new Set([...labels, stringOf(target)]) : labels;
    }
    const vectors = given.map(labelsAt);
    if (name === "histogram_quantile") {
      const labels = vectors[1] ?? NONE;
      expect(["le"], labels, textOf(node));
      return new Set([...labels].filter((label) => label !== "le"));
    }
    if (["absent", "absent_over_time"].includes(name)) return equalities(node);
    return name === "scalar" ? NONE : (vectors.find(({ size }) => size > 0) ?? NONE);
  }

  /** The result of `absent` has the labels that its selector fixes. */
  function equalities(node: SyntaxNode): ReadonlySet<string> {
    const found = new Set<string>();
    node.cursor().iterate(({ name, node: matcher }) => {
      const label = matcher.getChild("LabelName");
      if (name === "UnquotedLabelMatcher" && label && matcher.getChild("MatchOp")?.getChild("EqlSingle")) {
        found.add(textOf(label));
      }
    });
    return found;
  }

  function binary(node: SyntaxNode): ReadonlySet<string> {
    const [left, right] = [node.firstChild, node.lastChild].map((side) => side as SyntaxNode) as [
      SyntaxNode,
      SyntaxNode,
    ];
    const [before, after] = [labelsAt(left), labelsAt(right)];
    const matching = node.getChild("MatchingModifierClause");
    const [grouping, included] = (matching?.getChildren("GroupingLabels") ?? []).map(groupingOf);
    if (matching) {
      expect(grouping ?? [], before, textOf(left));
      expect(grouping ?? [], after, textOf(right));
    }
    if (node.getChild("Or")) return new Set([...before, ...after]);
    if (node.getChild("And") || node.getChild("Unless")) return before;
    if (matching?.getChild("GroupLeft")) return withIncluded(before, after, included, right);
    if (matching?.getChild("GroupRight")) return withIncluded(after, before, included, left);
    if (isScalar(left)) return after;
    if (isScalar(right)) return before;
    if (matching?.getChild("On")) return new Set(grouping);
    return new Set([...before].filter((label) => after.has(label) && !grouping?.includes(label)));
  }

  function withIncluded(
    many: ReadonlySet<string>,
    one: ReadonlySet<string>,
    included: readonly string[] = [],
    side: SyntaxNode,
  ): ReadonlySet<string> {
    expect(included, one, textOf(side));
    return new Set([...many, ...included]);
  }

  function labelsAt(node: SyntaxNode): ReadonlySet<string> {
    switch (node.name) {
      case "VectorSelector":
        return selector(node);
      case "AggregateExpr":
        return aggregate(node);
      case "FunctionCall":
        return call(node);
      case "BinaryExpr":
        return binary(node);
      default: {
        // Ranges, offsets, subqueries, parentheses and signs keep the labels of what they are about.
        const inner = childrenOf(node).find(({ name }) => EXPRESSIONS.has(name));
        return inner ? labelsAt(inner) : NONE;
      }
    }
  }

  const labels = labelsAt(tree.topNode);
  return { labels, metrics: [...metrics], problems: [...problems] };
}

const EXPRESSIONS = new Set([
  "AggregateExpr",
  "BinaryExpr",
  "FunctionCall",
  "MatrixSelector",
  "OffsetExpr",
  "ParenExpr",
  "StepInvariantExpr",
  "SubqueryExpr",
  "UnaryExpr",
  "VectorSelector",
]);

/** Numbers, and what has no labels to match. */
function isScalar(node: SyntaxNode): boolean {
  if (node.name === "NumberDurationLiteral") return true;
  if (node.name === "FunctionCall") return ["Scalar", "Time", "Pi"].includes(node.firstChild?.firstChild?.name ?? "");
  const inner = childrenOf(node).filter(({ name }) => EXPRESSIONS.has(name) || name === "NumberDurationLiteral");
  return ["ParenExpr", "UnaryExpr", "BinaryExpr"].includes(node.name) && inner.every(isScalar);
}

function childrenOf(node: SyntaxNode | null): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child; child = child.nextSibling) children.push(child);
  return children;
}
