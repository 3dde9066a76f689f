import { describe, expect, test } from "vitest";
import { layout } from "../../../src/resources/dashboards/layout.ts";
import type { Panel } from "../../../src/resources/dashboards/panel.ts";

const panel = (title: string, kind: "stat" | "gauge" = "stat"): Panel => ({ kind, title, description: "", expr: "up" });
const row = (title: string, ...lines: readonly (readonly Panel[])[]) => ({ title, lines });

describe("layout", () => {
  test("shares the width of a line, down to the last column", () => {
    const five = ["a", "b", "c", "d", "e"].map((title) => panel(title));
    const [, ...placed] = layout([row("Now", five)]);
    expect(placed.map(({ gridPos }) => [gridPos.x, gridPos.w])).toEqual([
      [0, 4],
      [4, 5],
      [9, 5],
      [14, 5],
      [19, 5],
    ]);
  });

  test("makes a line as high as its highest panel, and puts the next below", () => {
    const placed = layout([row("Now", [panel("a"), panel("b", "gauge")], [panel("c")]), row("Then", [panel("a")])]);
    expect(placed.map(({ title, gridPos }) => [title, gridPos.y, gridPos.h])).toEqual([
      ["Now", 0, 1],
      ["a", 1, 6],
      ["b", 1, 6],
      ["c", 7, 4],
      ["Then", 11, 1],
      ["a", 12, 4],
    ]);
  });

  test("gives a panel the same id when others come", () => {
    const idOf = (rows: Parameters<typeof layout>[0], title: string) =>
      layout(rows).find((one) => one.title === title)?.id;
    const alone = [row("Now", [panel("a")])];
    const among = [row("Before", [panel("x")]), row("Now", [panel("y"), panel("a")])];
    expect(idOf(alone, "a")).toBe(idOf(among, "a"));
    expect(idOf(among, "a")).not.toBe(idOf(among, "y"));
  });
});
