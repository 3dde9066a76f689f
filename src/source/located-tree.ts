import { isAlias, isMap, isScalar, isSeq, type ParsedNode, type Scalar } from "yaml";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import { shortened } from "../diagnostics/spec-path.ts";
import type { TextPositions } from "./text-positions.ts";

/** Offsets into the text; the end is exclusive. */
export type Range = readonly [start: number, end: number];

/** A value with the place it stood at, and those of what it holds. */
export interface LocatedNode {
  readonly value: unknown;
  readonly range: Range;
  /** Where its key stands; items of lists have none. */
  readonly key?: Range;
  readonly children?: ReadonlyMap<string | number, LocatedNode>;
}

export interface LocatedTree {
  readonly root: LocatedNode;
  readonly diagnostics: readonly Diagnostic[];
  /** Whether `root` lacks something the text has, so that nothing should be concluded from it. */
  readonly lossy: boolean;
  /** Offsets at which an alias is the value of a merge key, which is reported as such. */
  readonly mergedAliases: ReadonlySet<number>;
}

interface Walk {
  readonly text: string;
  readonly positions: TextPositions;
  readonly diagnostics: Diagnostic[];
  readonly mergedAliases: Set<number>;
  lossy: boolean;
}

/**
 * Turns the nodes of a document into plain data with places. Recursive: the caller has bounded the depth.
 * Maps become ordinary objects whose keys are own properties, `__proto__` included.
 */
export function locatedTree(contents: ParsedNode, text: string, positions: TextPositions): LocatedTree {
  const walk: Walk = { text, positions, diagnostics: [], mergedAliases: new Set(), lossy: false };
  const root = toNode(contents, walk);
  return { root, diagnostics: walk.diagnostics, lossy: walk.lossy, mergedAliases: walk.mergedAliases };
}

function toNode(node: ParsedNode, walk: Walk, key?: Range): LocatedNode {
  const withKey = key && { key };
  if (isMap(node)) return { ...mapNode(node, walk), ...withKey };
  if (isSeq(node)) {
    const children = new Map<string | number, LocatedNode>();
    const values: unknown[] = [];
    for (const item of node.items) {
      const child = toNode(item as ParsedNode, walk);
      children.set(values.length, child);
      values.push(child.value);
    }
    return { value: values, range: collectionRange(node, children, walk.text), children, ...withKey };
  }
  if (isAlias(node)) {
    walk.lossy = true;
    return { value: null, range: [node.range[0], node.range[1]], ...withKey };
  }
  return { value: scalarValue(node, walk), range: [node.range[0], node.range[1]], ...withKey };
}

function mapNode(node: Extract<ParsedNode, { items: unknown[] }> & { flow?: boolean }, walk: Walk): LocatedNode {
  const value: Record<string, unknown> = {};
  const children = new Map<string | number, LocatedNode>();
  for (const pair of node.items as unknown as readonly { key: ParsedNode; value: ParsedNode | null }[]) {
    const keyRange: Range = [pair.key.range[0], pair.key.range[1]];
    const key = keyText(pair.key, walk);
    // A key without a colon (`{ a }`) has no value node.
    const child: LocatedNode = pair.value
      ? toNode(pair.value, walk, keyRange)
      : { value: null, range: [keyRange[1], keyRange[1]], key: keyRange };
    if (key === undefined) {
      walk.lossy = true;
      continue;
    }
    if (isMergeKey(pair.key)) {
      walk.diagnostics.push(report("source/merge-key", {}, { at: walk.positions.location(...keyRange) }));
      walk.lossy = true;
      if (pair.value && isAlias(pair.value)) walk.mergedAliases.add(pair.value.range[0]);
      continue;
    }
    const first = children.get(key);
    if (first !== undefined) {
      const related = [{ message: "first here", location: walk.positions.location(...(first.key ?? first.range)) }];
      const at = walk.positions.location(...keyRange);
      walk.diagnostics.push(report("source/duplicate-key", { key: shortened(key) }, { at, related }));
      continue;
    }
    children.set(key, child);
    if (key === "__proto__") {
      // An assignment would set the prototype instead of an entry.
      Object.defineProperty(value, key, { value: child.value, enumerable: true, writable: true, configurable: true });
      const at = walk.positions.location(...keyRange);
      walk.diagnostics.push(report("source/reserved-key", { key }, { at }));
    } else {
      value[key] = child.value;
    }
  }
  return { value, range: collectionRange(node, children, walk.text), children };
}

/** The key as text, reported where it is something else; undefined where it has no text. */
function keyText(key: ParsedNode, walk: Walk): string | undefined {
  if (isScalar(key) && typeof key.value === "string") return key.value;
  // An alias as key is reported as an alias.
  if (isAlias(key)) return undefined;
  const at = walk.positions.location(key.range[0], key.range[1]);
  const source = isScalar(key) ? (key.source ?? "") : "";
  const found = isMap(key)
    ? "a map"
    : isSeq(key)
      ? "a list"
      : source === ""
        ? "empty"
        : `the ${typeof (key as Scalar).value === "object" ? "null value" : typeof (key as Scalar).value} ${shortened(source)}`;
  walk.diagnostics.push(report("source/non-string-key", { found }, { at }));
  return source === "" ? undefined : source;
}

function isMergeKey(key: ParsedNode): boolean {
  return isScalar(key) && key.value === "<<" && key.type === "PLAIN";
}

function scalarValue(node: Scalar.Parsed, walk: Walk): unknown {
  const { value } = node;
  if (typeof value !== "number") return value;
  const text = node.source ?? String(value);
  const at = () => walk.positions.location(node.range[0], node.range[1]);
  if (!Number.isFinite(value)) {
    walk.diagnostics.push(report("source/non-finite-number", { text: shortened(text) }, { at: at() }));
    walk.lossy = true;
    return null;
  }
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && !/[.eE]/.test(text.replace(/^0x.*/i, ""))) {
    walk.diagnostics.push(report("source/unsafe-integer", { text: shortened(text) }, { at: at() }));
  }
  if (/^[-+]?0[0-9]/.test(text)) {
    walk.diagnostics.push(report("source/leading-zero", { text: shortened(text) }, { at: at() }));
  }
  return value;
}

/** Without the white space and comments that the `yaml` package counts to the end of a block collection. */
function collectionRange(
  node: { readonly range?: readonly [number, number, number] | null; readonly flow?: boolean },
  children: ReadonlyMap<string | number, LocatedNode>,
  text: string,
): Range {
  const [start, end] = node.range ?? [0, 0, 0];
  if (node.flow || children.size === 0) return [start, end];
  let last = start;
  for (const child of children.values()) last = Math.max(last, child.range[1], (child.key?.[1] ?? 0) + 1);
  return [start, Math.min(last, text.length)];
}
