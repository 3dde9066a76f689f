import fc from "fast-check";
import { expect, test } from "vitest";
import { components } from "../../src/graph/components.ts";

/** A directed graph over few nodes: many circles, some edges to nowhere. */
const graph = fc.integer({ min: 1, max: 9 }).chain((count) =>
  fc.record({
    nodes: fc.constant(Array.from({ length: count }, (_, index) => `n${index}`)),
    edges: fc.array(fc.tuple(fc.nat(count), fc.nat(count)).map(([from, to]) => [`n${from}`, `n${to}`] as const)),
  }),
);

function successorsIn(edges: readonly (readonly [string, string])[]): (node: string) => string[] {
  return (node) => edges.filter(([from]) => from === node).map(([, to]) => to);
}

/** What can be reached from a node in any number of steps, by the definition. */
function reachable(start: string, successors: (node: string) => string[]): Set<string> {
  const reached = new Set([start]);
  for (const node of reached) for (const next of successors(node)) reached.add(next);
  return reached;
}

test("two nodes share a component exactly when each reaches the other", () =>
  fc.assert(
    fc.property(graph, ({ nodes, edges }) => {
      const successors = successorsIn(edges.filter(([from, to]) => nodes.includes(from) && nodes.includes(to)));
      const found = components(nodes, successorsIn(edges));
      for (const a of nodes) {
        for (const b of nodes) {
          const together = found.some((group) => group.includes(a) && group.includes(b));
          expect(together).toBe(reachable(a, successors).has(b) && reachable(b, successors).has(a));
        }
      }
    }),
  ));

test("each node stands once, after all it points to, in the order of the nodes within its group", () =>
  fc.assert(
    fc.property(graph, ({ nodes, edges }) => {
      const found = components(nodes, successorsIn(edges));
      expect(found.flat().toSorted()).toEqual(nodes.toSorted());
      const place = new Map(found.flatMap((group, index) => group.map((node) => [node, index] as const)));
      for (const [from, to] of edges) {
        if (place.has(from) && place.has(to)) expect(place.get(to)).toBeLessThanOrEqual(place.get(from) as number);
      }
      for (const group of found) expect(group).toEqual(nodes.filter((node) => group.includes(node)));
    }),
  ));

test("a chain of 50,000 exhausts no stack", () => {
  const nodes = Array.from({ length: 50_000 }, (_, index) => String(index));
  const found = components(nodes, (node) => (node === "49999" ? [] : [String(Number(node) + 1)]));
  expect(found.length).toBe(50_000);
  expect(found[0]).toEqual(["49999"]);
});

test("a circle of 50,000 is one component, in reasonable time", () => {
  const nodes = Array.from({ length: 50_000 }, (_, index) => String(index));
  const started = performance.now();
  const found = components(nodes, (node) => [String((Number(node) + 1) % 50_000)]);
  expect(found).toEqual([nodes]);
  expect(performance.now() - started).toBeLessThan(5_000);
});
