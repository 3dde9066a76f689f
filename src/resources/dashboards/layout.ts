import { createHash } from "node:crypto";
import { type GrafanaPanel, grafanaPanel } from "./grafana-panel.ts";
import type { Panel, Row } from "./panel.ts";

/** Grafana's grid has this many columns; a unit of height is 30 pixels and the gap to the next. */
const COLUMNS = 24;

const HEIGHTS: Readonly<Record<Panel["kind"], number>> = { stat: 4, gauge: 6, bargauge: 7, timeseries: 8, table: 8 };

export interface GridPosition {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** The header of a row. */
export interface RowPanel {
  readonly id: number;
  readonly type: "row";
  readonly title: string;
  /** Always open, so the panels follow it instead of being within it. */
  readonly collapsed: false;
  readonly gridPos: GridPosition;
  readonly panels: readonly never[];
}

/**
 * Puts rows under each other, and in each row lines of panels that share the width, as high as the highest of them. So none
 * overlaps another, whatever a service needs.
 */
export function layout(rows: readonly Row[]): readonly (RowPanel | GrafanaPanel)[] {
  const idOf = identifiers();
  let y = 0;
  return rows.flatMap(({ title, lines }) => {
    const gridPos = { x: 0, y, w: COLUMNS, h: 1 };
    const header: RowPanel = { id: idOf(title), type: "row", title, collapsed: false, gridPos, panels: [] };
    y++;
    const panels = lines.flatMap((line) => {
      const h = Math.max(...line.map(({ kind }) => HEIGHTS[kind]));
      const edge = (index: number) => Math.floor((COLUMNS * index) / line.length);
      const placed = line.map((panel, index) =>
        grafanaPanel(panel, idOf(`${title}/${panel.title}`), {
          x: edge(index),
          y,
          w: edge(index + 1) - edge(index),
          h,
        }),
      );
      y += h;
      return placed;
    });
    return [header, ...panels];
  });
}

/** Numbers that follow from names, so that a panel keeps its own when others come and go. */
function identifiers(): (name: string) => number {
  const taken = new Set<number>();
  return (name) => {
    // Grafana's API takes 32 bits without the sign; 0 means none.
    let id = createHash("sha256").update(name).digest().readUInt32BE() >>> 1 || 1;
    while (taken.has(id)) id++;
    taken.add(id);
    return id;
  };
}
