import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { syncWaves, WAVES } from "../../../src/emitters/argocd/sync-waves.ts";
import { runFrontEnd, spec } from "../../model/front-end.ts";

interface Call {
  readonly service: string;
  readonly required: boolean;
}
type Calls = Readonly<Record<string, readonly Call[]>>;

function wavesOf(calls: Calls) {
  const services = Object.entries(calls).map(([name, list]) => [
    name,
    { owner: "crew", runtime: "node", port: 8080, calls: list },
  ]);
  const releases = { prod: Object.fromEntries(Object.keys(calls).map((name) => [name, { tag: "1" }])) };
  const { graphs } = runFrontEnd(
    spec({
      services: `services: ${JSON.stringify(Object.fromEntries(services))}`,
      releases: `releases: ${JSON.stringify(releases)}`,
    }),
  );
  const graph = graphs.get("prod");
  if (graph === undefined) throw new Error("the spec has no graph");
  return { waveOf: syncWaves(graph), graph };
}

const call = (service: string, required = true): Call => ({ service, required });

describe("sync waves", () => {
  test("platform, data, topics, services by what they call, watchers", () => {
    const { waveOf } = wavesOf({
      web: [call("api")],
      api: [call("auth"), call("stock", false)],
      auth: [],
      stock: [call("auth")],
    });
    const units = [
      "platform",
      "databases/auth",
      "messaging/kafka",
      "messaging/auth",
      "auth",
      "stock",
      "api",
      "web",
      "monitoring",
      "logging",
    ];
    expect(units.map(waveOf)).toEqual([-40, -20, -20, -10, 10, 11, 12, 13, 1000, 1000]);
  });

  test("within a circle only required calls count", () => {
    const { waveOf, graph } = wavesOf({ a: [call("b")], b: [call("a", false)], c: [call("a", false)] });
    expect(graph.cycles).toHaveLength(1);
    expect(["b", "a", "c"].map(waveOf)).toEqual([10, 11, 12]);
  });

  test("a circle of required calls, an error elsewhere, ends all the same", () => {
    const { waveOf } = wavesOf({ a: [call("b")], b: [call("a")], c: [call("a")] });
    expect(["a", "b", "c"].map(waveOf)).toEqual([10, 10, 11]);
  });

  const size = 9;
  const edges = fc.uniqueArray(fc.tuple(fc.nat(size - 1), fc.nat(size - 1), fc.boolean()), {
    maxLength: 30,
    selector: ([a, b]) => a * size + b,
  });

  test("property: a service comes after each it must call, and outside of circles after each it calls", () => {
    fc.assert(
      fc.property(edges, fc.shuffledSubarray([..."abcdefghi"], { minLength: size }), (list, names) => {
        const calls = Object.fromEntries(names.map((name) => [name, [] as Call[]]));
        for (const [from, to, required] of list) {
          if (from === to) continue;
          // Required calls go down the list, so that they form no circle; optional ones go anywhere.
          const [caller = "", callee = ""] = [names[from], names[to]];
          calls[caller]?.push(call(callee, required && from < to));
        }
        const { waveOf, graph } = wavesOf(calls);
        const together = (a: string, b: string) => graph.order.some((group) => group.includes(a) && group.includes(b));
        for (const [caller, callees] of Object.entries(calls)) {
          for (const { service, required } of callees) {
            if (required || !together(caller, service)) expect(waveOf(caller)).toBeGreaterThan(waveOf(service));
          }
          expect(waveOf(caller)).toBeGreaterThan(waveOf(`databases/${caller}`));
          expect(waveOf(caller)).toBeGreaterThan(waveOf(`messaging/${caller}`));
          expect(waveOf(caller)).toBeLessThan(WAVES.watchers);
        }
      }),
      { numRuns: 300 },
    );
  });
});
