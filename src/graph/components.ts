/**
 * Strongly connected components by Tarjan's algorithm, without recursion so that a long chain cannot exhaust the
 * stack. A component comes after every component that it points to; members are in the order of `nodes`.
 *
 * @see https://doi.org/10.1137/0201010
 */
export function components(nodes: readonly string[], successors: (node: string) => readonly string[]): string[][] {
  const position = new Map(nodes.map((node, index) => [node, index]));
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const onStack = new Set<string>();
  const stack: string[] = [];
  const found: string[][] = [];

  for (const root of nodes) {
    if (index.has(root)) continue;
    const work = [enter(root)];
    while (work.length > 0) {
      const frame = work[work.length - 1] as Frame;
      const next = frame.successors[frame.next++];
      if (next === undefined) {
        work.pop();
        leave(frame.node, work.at(-1)?.node);
      } else if (!index.has(next)) {
        work.push(enter(next));
      } else if (onStack.has(next)) {
        low.set(frame.node, Math.min(low.get(frame.node) as number, index.get(next) as number));
      }
    }
  }
  return found;

  function enter(node: string): Frame {
    index.set(node, index.size);
    low.set(node, index.get(node) as number);
    stack.push(node);
    onStack.add(node);
    return { node, successors: successors(node).filter((successor) => position.has(successor)), next: 0 };
  }

  function leave(node: string, parent: string | undefined): void {
    const reached = low.get(node) as number;
    if (parent !== undefined) low.set(parent, Math.min(low.get(parent) as number, reached));
    if (reached !== index.get(node)) return;
    const component = stack.splice(stack.lastIndexOf(node));
    for (const member of component) onStack.delete(member);
    found.push(component.toSorted((a, b) => (position.get(a) as number) - (position.get(b) as number)));
  }
}

interface Frame {
  readonly node: string;
  readonly successors: readonly string[];
  next: number;
}
