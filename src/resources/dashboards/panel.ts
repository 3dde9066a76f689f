/** A unit of Grafana's. `percentunit` is a share of 1. @see https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats/categories.ts */
export type Unit = "short" | "none" | "s" | "reqps" | "ops" | "percentunit" | "bytes" | "Bps" | "cps";

export type Color = "green" | "yellow" | "orange" | "red" | "blue" | "text";

/** Colors by value: the first from minus infinity on, each other from its value on. */
export interface Thresholds {
  readonly base: Color;
  readonly steps: readonly (readonly [from: number, Color])[];
}

export interface Query {
  readonly expr: string;
  /** Names the series; labels as `{{label}}`. */
  readonly legend?: string;
}

interface Common {
  /** Unique within its row. */
  readonly title: string;
  /** What it says, and what is bad. */
  readonly description: string;
  /** @default short */
  readonly unit?: Unit;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  readonly thresholds?: Thresholds;
  /** What it means that there is no data, for panels where that is no fault. Shown instead of "No data". */
  readonly none?: string;
}

/** Values over time. */
export interface TimeSeries extends Common {
  readonly kind: "timeseries";
  readonly queries: readonly Query[];
  /** Whether the areas are put on top of each other. @default false */
  readonly stack?: boolean;
  /** Whether the thresholds are drawn as lines. @default false */
  readonly lines?: boolean;
  /** Where a click on a series leads to. */
  readonly link?: DataLink;
}

/** The newest value, large. */
export interface Stat extends Common {
  readonly kind: "stat" | "gauge" | "bargauge";
  readonly expr: string;
  /** Names the values where there is more than one. */
  readonly legend?: string;
  /** Words for values. */
  readonly words?: Readonly<Record<number, string>>;
  readonly link?: DataLink;
}

/** The newest values by what they have in common: one line for each combination of the keys. */
export interface Table extends Common {
  readonly kind: "table";
  /** Titles of the labels that tell the lines apart. */
  readonly keys: Readonly<Record<string, string>>;
  readonly columns: readonly Column[];
  /** Where the value of the first key leads to. */
  readonly link?: DataLink;
  /** Title of the column that sorts, largest first. */
  readonly sortBy?: string;
}

export interface Column {
  readonly title: string;
  /** Its result has the table's keys and no other labels. */
  readonly expr: string;
  readonly unit?: Unit;
  readonly decimals?: number;
  readonly thresholds?: Thresholds;
  readonly words?: Readonly<Record<number, string>>;
}

export interface DataLink {
  readonly title: string;
  readonly url: string;
}

export type Panel = TimeSeries | Stat | Table;

/** Panels under a title. Those of a line share its width. */
export interface Row {
  readonly title: string;
  readonly lines: readonly (readonly Panel[])[];
}

/** Green below the first value, red from the last on. */
export const above = (warning: number, bad?: number): Thresholds => ({
  base: "green",
  steps:
    bad === undefined
      ? [[warning, "red"]]
      : [
          [warning, "orange"],
          [bad, "red"],
        ],
});

/** Red below the first value, green from the last on. */
export const below = (bad: number, warning?: number): Thresholds => ({
  base: "red",
  steps:
    warning === undefined
      ? [[bad, "green"]]
      : [
          [bad, "orange"],
          [warning, "green"],
        ],
});
