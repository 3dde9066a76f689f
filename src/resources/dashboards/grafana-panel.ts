import type { GridPosition } from "./layout.ts";
import type { Column, DataLink, Panel, Query, Stat, Table, Thresholds, TimeSeries } from "./panel.ts";

/** A panel of the classic dashboard model. What each plugin adds is judged by Grafana's own types in a test. */
export interface GrafanaPanel {
  readonly id: number;
  readonly type: Panel["kind"];
  readonly title: string;
  readonly description: string;
  readonly gridPos: GridPosition;
  readonly datasource: typeof DATASOURCE;
  readonly targets: readonly Target[];
  readonly fieldConfig: FieldConfig;
  readonly options: Readonly<Record<string, unknown>>;
  readonly transformations?: readonly { readonly id: string; readonly options: unknown }[];
}

interface FieldConfig {
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly overrides: readonly {
    readonly matcher: { readonly id: "byName"; readonly options: string };
    readonly properties: readonly { readonly id: string; readonly value: unknown }[];
  }[];
}

/** A query to the data source of its panel. */
export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly editorMode: "code";
  readonly instant: boolean;
  readonly range: boolean;
  readonly format?: "table";
  readonly legendFormat?: string;
}

/** What Grafana puts a value in for, in text that is not PromQL. */
export const reference = (name: string): string => `\${${name}}`;

/** The data source that the reader chose, see the variable of that name. */
export const DATASOURCE = { type: "prometheus", uid: reference("datasource") } as const;

const REDUCE = { calcs: ["lastNotNull"], fields: "", values: false };

export function grafanaPanel(panel: Panel, id: number, gridPos: GridPosition): GrafanaPanel {
  const { title, description } = panel;
  return { id, type: panel.kind, title, description, gridPos, datasource: DATASOURCE, ...partsOf(panel) };
}

type Parts = Pick<GrafanaPanel, "targets" | "fieldConfig" | "options" | "transformations">;

function partsOf(panel: Panel): Parts {
  switch (panel.kind) {
    case "timeseries":
      return timeSeries(panel);
    case "table":
      return table(panel);
    default:
      return newest(panel);
  }
}

const timeSeries = (panel: TimeSeries): Parts => ({
  targets: panel.queries.map((query, index) => target(query, index, { instant: false })),
  fieldConfig: {
    defaults: {
      ...defaultsOf(panel),
      color: { mode: "palette-classic" },
      custom: {
        drawStyle: "line",
        fillOpacity: panel.stack ? 30 : 10,
        lineWidth: 1,
        showPoints: "never",
        spanNulls: false,
        stacking: { group: "A", mode: panel.stack ? "normal" : "none" },
        thresholdsStyle: { mode: panel.lines ? "dashed" : "off" },
      },
    },
    overrides: [],
  },
  options: {
    legend: { calcs: ["lastNotNull", "max"], displayMode: "table", placement: "bottom", showLegend: true },
    tooltip: { mode: "multi", sort: "desc" },
  },
});

function newest(panel: Stat): Parts {
  const legend = panel.legend === undefined ? {} : { legend: panel.legend };
  return {
    targets: [target({ expr: panel.expr, ...legend }, 0, { instant: true })],
    fieldConfig: { defaults: { ...defaultsOf(panel), color: { mode: "thresholds" } }, overrides: [] },
    options: OPTIONS[panel.kind],
  };
}

const OPTIONS = {
  stat: {
    colorMode: "value",
    graphMode: "none",
    justifyMode: "auto",
    orientation: "auto",
    percentChangeColorMode: "standard",
    reduceOptions: REDUCE,
    showPercentChange: false,
    textMode: "auto",
    wideLayout: true,
  },
  gauge: {
    barShape: "flat",
    barWidthFactor: 0.4,
    effects: {},
    minVizHeight: 75,
    minVizWidth: 75,
    orientation: "auto",
    reduceOptions: REDUCE,
    segmentCount: 1,
    segmentSpacing: 0.3,
    shape: "gauge",
    showThresholdLabels: false,
    showThresholdMarkers: true,
    sizing: "auto",
  },
  bargauge: {
    displayMode: "basic",
    legend: { calcs: [], displayMode: "list", placement: "bottom", showLegend: false },
    maxVizHeight: 300,
    minVizHeight: 16,
    minVizWidth: 8,
    namePlacement: "auto",
    orientation: "horizontal",
    reduceOptions: REDUCE,
    showUnfilled: true,
    sizing: "auto",
    valueMode: "color",
  },
} as const;

/** One query for each column, joined by the labels that they share. */
function table({ columns, keys, link, sortBy, ...panel }: Table): Parts {
  const nameOf = (index: number) => (columns.length === 1 ? "Value" : `Value #${refId(index)}`);
  const names = Object.fromEntries(columns.map(({ title }, index) => [nameOf(index), title]));
  const order = [...Object.keys(keys), ...Object.keys(names)];
  const [first] = Object.values(keys);
  return {
    targets: columns.map(({ expr }, index) => target({ expr }, index, { instant: true, format: "table" })),
    fieldConfig: {
      defaults: { ...defaultsOf(panel), custom: { align: "auto", cellOptions: { type: "auto" }, inspect: false } },
      overrides: [
        ...(link && first ? [override(first, [{ id: "links", value: [dataLink(link)] }])] : []),
        ...columns.map((column) => override(column.title, columnProperties(column))),
      ],
    },
    options: {
      cellHeight: "sm",
      frameIndex: 0,
      showHeader: true,
      sortBy: sortBy ? [{ desc: true, displayName: sortBy }] : [],
    },
    transformations: [
      { id: "merge", options: {} },
      {
        id: "organize",
        options: {
          excludeByName: { Time: true },
          indexByName: Object.fromEntries(order.map((name, index) => [name, index])),
          renameByName: { ...keys, ...names },
        },
      },
    ],
  };
}

const override = (name: string, properties: FieldConfig["overrides"][number]["properties"]) => ({
  matcher: { id: "byName" as const, options: name },
  properties,
});

const columnProperties = ({ unit = "short", decimals, thresholds, words }: Column) => [
  { id: "unit", value: unit },
  ...(decimals === undefined ? [] : [{ id: "decimals", value: decimals }]),
  ...(words === undefined ? [] : [{ id: "mappings", value: mappingsOf(words) }]),
  ...(thresholds === undefined
    ? []
    : [
        { id: "thresholds", value: thresholdsOf(thresholds) },
        { id: "custom.cellOptions", value: { type: "color-text" } },
      ]),
];

function defaultsOf(
  panel: Pick<Panel, "unit" | "decimals" | "min" | "max" | "thresholds" | "none"> & Pick<Stat, "words" | "link">,
) {
  const { unit = "short", thresholds = { base: "green", steps: [] }, words = {}, link } = panel;
  return {
    ...(panel.decimals !== undefined && { decimals: panel.decimals }),
    ...(link && { links: [dataLink(link)] }),
    mappings: mappingsOf(words),
    ...(panel.max !== undefined && { max: panel.max }),
    ...(panel.min !== undefined && { min: panel.min }),
    ...(panel.none !== undefined && { noValue: panel.none }),
    thresholds: thresholdsOf(thresholds),
    unit,
  };
}

const thresholdsOf = ({ base, steps }: Thresholds) => ({
  mode: "absolute",
  steps: [{ color: base, value: null }, ...steps.map(([value, color]) => ({ color, value }))],
});

const mappingsOf = (words: Readonly<Record<number, string>>) =>
  Object.keys(words).length === 0
    ? []
    : [
        {
          type: "value",
          options: Object.fromEntries(Object.entries(words).map(([value, text], index) => [value, { index, text }])),
        },
      ];

const dataLink = ({ title, url }: DataLink) => ({ title, url, targetBlank: false });

const target = (
  { expr, legend }: Query,
  index: number,
  { instant, format }: { readonly instant: boolean; readonly format?: "table" },
): Target => ({
  refId: refId(index),
  editorMode: "code",
  expr,
  instant,
  range: !instant,
  ...(format && { format }),
  ...(!format && { legendFormat: legend ?? "__auto" }),
});

/** A, B, C … */
const refId = (index: number): string => String.fromCharCode("A".charCodeAt(0) + index);
