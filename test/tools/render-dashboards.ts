/**
 * Draws dashboards of FinFlow's production into docs/images/, without Grafana: the panels where Grafana puts them, with what a
 * real Prometheus answers to their queries on synthetic series. Needs `npm run tools` and Chromium.
 *
 *     node test/tools/render-dashboards.ts
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Dashboard, dashboardsOf, filledInBy, ruleGroupsOf } from "../consumers/dashboard-sample.ts";
import { END, type Prometheus, type Result, START, withPrometheus } from "../consumers/prometheus.ts";
import { syntheticSeries } from "../consumers/synthetic-series.ts";
import { compileSample, ROOT } from "../properties/compiled.ts";

const SHOWN = [
  "platform_system-overview",
  "platform_microservices-performance",
  "platform_kafka-monitoring",
  "payments-service",
];
const DATABASE = "payments-service";
const CHROMIUM = "chromium";

/** Pixels of a column, and of a unit of height. */
const [COLUMN, LINE] = [41, 27];

/** Seconds that are drawn, and for which the recording rules have run. */
const SHOWN_TIME = 3600;
const FROM = END - SHOWN_TIME;
const COLORS = ["#73bf69", "#f2cc0c", "#8ab8ff", "#ff780a", "#f2495c", "#5794f2", "#b877d9", "#705da0"];

type Panel = Dashboard["panels"][number];

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

function readable(value: number, unit = "short"): string {
  if (unit === "percentunit") return `${(100 * value).toFixed(1)} %`;
  if (unit === "s" && value > 3600) return `${(value / 3600).toFixed(1)} h`;
  if (unit === "s" && value < 1) return `${(1000 * value).toFixed(0)} ms`;
  const size = Math.abs(value);
  const [by, prefix] = size >= 1e9 ? [1e9, "G"] : size >= 1e6 ? [1e6, "M"] : size >= 1e4 ? [1e3, "k"] : [1, ""];
  const suffix = { bytes: "B", Bps: "B/s", reqps: "/s", ops: "/s", cps: "/s", s: "s" }[unit] ?? "";
  return `${Number((value / by).toPrecision(3))} ${prefix}${suffix}`.trim();
}

const named = ({ metric }: Result, legend = "__auto") =>
  legend === "__auto"
    ? Object.entries(metric)
        .map(([, value]) => value)
        .join(" ")
    : legend.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? "");

/** Lines with the newest values of the first series. */
function chart(
  series: readonly { name: string; values: readonly (readonly [number, string])[] }[],
  width: number,
  height: number,
  unit?: string,
) {
  const legend = Math.min(series.length, 3);
  const [left, bottom] = [8, height - 14 - legend * 14];
  const numbers = series.flatMap(({ values }) => values.map(([, value]) => Number(value))).filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...numbers), Math.max(...numbers, 1e-9)];
  const point = ([time, value]: readonly [number, string]) =>
    `${left + ((time - FROM) / (END - FROM)) * (width - 16)},${bottom - ((Number(value) - low) / (high - low)) * (bottom - 34)}`;
  return series
    .map(({ name, values }, index) => {
      const color = COLORS[index % COLORS.length];
      const line = `<polyline points="${values
        .filter(([, value]) => Number.isFinite(Number(value)))
        .map(point)
        .join(" ")}" fill="none" stroke="${color}" stroke-width="1.5"/>`;
      const last = readable(Number(values.at(-1)?.[1]), unit);
      const entry = `<text x="${left + 12}" y="${bottom + 16 + index * 14}" class="small"><tspan fill="${color}">━</tspan> ${escaped(name)}: ${last}</text>`;
      return line + (index < legend ? entry : "");
    })
    .join("");
}

async function body(
  panel: Panel,
  prometheus: Prometheus,
  filledIn: (text: string) => string,
  width: number,
  height: number,
) {
  const unit = panel.fieldConfig?.defaults.unit;
  const answers = await Promise.all(
    (panel.targets ?? []).map(async ({ expr, instant, legendFormat }) => ({
      legendFormat,
      results: await (instant ? prometheus.instant(filledIn(expr)) : prometheus.range(filledIn(expr), 60)),
    })),
  );
  const found = answers.flatMap(({ results, legendFormat }) =>
    results.map((result) => ({ result, name: named(result, legendFormat) })),
  );
  if (found.length === 0)
    return `<text x="${width / 2}" y="${height / 2}" text-anchor="middle">${panel.fieldConfig?.defaults.noValue ?? "No data"}</text>`;
  if (panel.type === "timeseries") {
    return chart(
      found.map(({ result, name }) => ({ name, values: (result.values ?? []).filter(([time]) => time >= FROM) })),
      width,
      height,
      unit,
    );
  }
  if (panel.type === "table") {
    // One line for each combination of labels, with the values of all queries.
    const lines = Map.groupBy(found, ({ name }) => name);
    return [...lines]
      .slice(0, Math.floor((height - 40) / 18))
      .map(([name, cells], index) => {
        const values = cells.map(({ result }) => readable(Number(result.value?.[1]))).join("   ");
        return `<text x="10" y="${50 + index * 18}" class="small">${escaped(name)}</text><text x="${width - 10}" y="${50 + index * 18}" class="small" text-anchor="end" xml:space="preserve">${values}</text>`;
      })
      .join("");
  }
  return found
    .slice(0, panel.type === "bargauge" ? 8 : 1)
    .map(({ result, name }, index) => {
      const text = readable(Number(result.value?.[1]), unit);
      return panel.type === "bargauge"
        ? `<text x="10" y="${50 + index * 20}" class="small">${escaped(name)}: ${text}</text>`
        : `<text x="${width / 2}" y="${height / 2 + 18}" class="large" text-anchor="middle">${text}</text>`;
    })
    .join("");
}

async function drawn({ title, panels, templating }: Dashboard, prometheus: Prometheus, environment: string) {
  const filledIn = filledInBy(templating, environment, DATABASE);
  const boxes = await Promise.all(
    panels.map(async (panel) => {
      const [x, y, w, h] = [
        panel.gridPos.x * COLUMN,
        panel.gridPos.y * LINE + 50,
        panel.gridPos.w * COLUMN - 6,
        panel.gridPos.h * LINE - 6,
      ];
      if (panel.type === "row")
        return `<text x="${x + 4}" y="${y + 20}" class="row">⌄ ${escaped(filledIn(panel.title))}</text>`;
      return `<g transform="translate(${x},${y})"><rect width="${w}" height="${h}" rx="3" class="panel"/><text x="10" y="20" class="title">${escaped(panel.title)}</text><svg width="${w}" height="${h}">${await body(panel, prometheus, filledIn, w, h)}</svg></g>`;
    }),
  );
  const height = Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h)) * LINE + 60;
  const style =
    "text{font:13px sans-serif;fill:#ccccdc}.small{font-size:11px}.large{font-size:30px;fill:#73bf69}.row,.head{font-size:16px;font-weight:bold}.panel{fill:#181b1f;stroke:#2c3235}";
  return {
    height,
    html: `<style>body{margin:0;background:#111217}${style}</style><svg width="${24 * COLUMN}" height="${height}"><text x="8" y="30" class="head">${escaped(title)}</text>${boxes.join("")}</svg>`,
  };
}

const { platform, environments } = compileSample("specs/finflow.yaml");
const production = environments.find(({ environment }) => environment.tier === "prod");
if (platform === undefined || production === undefined) throw new Error("the spec has errors");
const { environment, units } = production;
const folder = mkdtempSync(join(tmpdir(), "finflow-images-"));
const images = join(ROOT, "docs/images");
mkdirSync(images, { recursive: true });
try {
  const draw = async (prometheus: Prometheus) => {
    for (const dashboard of dashboardsOf(units).filter(({ uid }) => SHOWN.includes(uid))) {
      const { html, height } = await drawn(dashboard, prometheus, environment.name);
      const page = join(folder, `${dashboard.uid}.html`);
      writeFileSync(page, html);
      const image = join(images, `dashboard-${dashboard.uid.replace("platform_", "")}.png`);
      const flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        `--window-size=${24 * COLUMN},${height}`,
      ];
      execFileSync(
        CHROMIUM,
        [...flags, `--user-data-dir=${folder}/profile`, `--screenshot=${image}`, `file://${page}`],
        { stdio: "ignore" },
      );
    }
  };
  await withPrometheus(syntheticSeries(platform, environment, START), ruleGroupsOf(units), draw, SHOWN_TIME);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
