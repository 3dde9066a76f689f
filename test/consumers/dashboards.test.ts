import { describe, expect } from "vitest";
import type { Environment } from "../../src/model/platform.ts";
import { compileSample, SAMPLES } from "../properties/compiled.ts";
import { type Dashboard, dashboardsOf, filledInBy, ruleGroupsOf } from "./dashboard-sample.ts";
import { grafanaJudge, grafanaProblems } from "./grafana-types.ts";
import { testWith } from "./judge.ts";
import { type Prometheus, prometheusJudge, START, withPrometheus } from "./prometheus.ts";
import { syntheticSeries } from "./synthetic-series.ts";

/** Runs every query as Grafana would. What is wrong with them, and the panels that are empty and say why. */
async function judge(prometheus: Prometheus, dashboards: readonly Dashboard[], { name, services }: Environment) {
  const wrong: string[] = [];
  const explained = new Set<string>();
  let queries = 0;
  for (const { uid, templating, panels } of dashboards) {
    const databases = services.filter(({ database }) => database !== undefined);
    // Every value of what is chosen by itself, and all of what can be chosen together.
    const choices = templating.list.some((variable) => variable.name === "database") ? databases : [undefined];
    for (const chosen of choices) {
      const filledIn = filledInBy(templating, name, chosen?.name);
      for (const { title, targets = [], fieldConfig } of panels) {
        for (const { expr, instant } of targets) {
          const query = filledIn(expr);
          queries++;
          const result = await (instant ? prometheus.instant(query) : prometheus.range(query, 120)).catch(String);
          const place = `${uid} / ${title}`;
          if (typeof result === "string") wrong.push(`${place}: ${result}`);
          else if (result.length > 0) continue;
          else if (fieldConfig?.defaults.noValue !== undefined) explained.add(place);
          else wrong.push(`${place}: no data: ${query}`);
        }
      }
      for (const { query } of templating.list.filter((variable) => typeof variable.query === "object")) {
        const [, selector = "", label = ""] =
          /^label_values\((.*), (\w+)\)$/.exec((query as { query: string }).query) ?? [];
        const found = await prometheus.instant(filledIn(selector));
        queries++;
        if (!found.some(({ metric }) => metric[label]))
          wrong.push(`${uid}: nothing to choose from: ${JSON.stringify(query)}`);
      }
    }
  }
  return { wrong, explained: [...explained].toSorted(), queries };
}

/** What may be empty, and is, by environment: what RDS does not show in the cluster, and objectives that nobody has. */
const SILENT: Readonly<Record<string, readonly string[]>> = {
  dev: ["platform_database-metrics / Replication"],
  staging: [],
  prod: ["platform_database-metrics / Volumes"],
  lab: ["platform_database-metrics / Replication", "platform_microservices-performance / All services"],
  live: [],
};

describe("a real Prometheus 3", () => {
  for (const entry of SAMPLES) {
    testWith(prometheusJudge, `answers every query of every dashboard of ${entry} with data`, async () => {
      const { platform, environments, diagnostics } = compileSample(entry);
      if (platform === undefined || environments.length === 0) throw new Error(JSON.stringify(diagnostics));
      for (const { environment, units } of environments) {
        const series = syntheticSeries(platform, environment, START);
        const { wrong, explained, queries } = await withPrometheus(series, ruleGroupsOf(units), (prometheus) =>
          judge(prometheus, dashboardsOf(units), environment),
        );
        expect(wrong, environment.name).toEqual([]);
        expect(explained, environment.name).toEqual(SILENT[environment.name]);
        console.log(`Prometheus answered ${queries} queries of ${environment.name} of ${entry}`);
      }
    });
  }
});

describe("Grafana's own types", () => {
  const all = SAMPLES.flatMap((entry) => compileSample(entry).environments.flatMap(({ units }) => dashboardsOf(units)));

  testWith(grafanaJudge, "take every dashboard", async () => {
    expect(all.length).toBeGreaterThan(40);
    expect(await grafanaProblems(all)).toEqual([]);
  });

  testWith(
    grafanaJudge,
    "control: refuse fields that there are not, wrong types, wrong words and what is missing",
    async () => {
      // biome-ignore lint/suspicious/noExplicitAny: it is made wrong here
      const broken = (change: (dashboard: any, ofKind: (type: string) => any) => void) => {
        const dashboard = structuredClone(all[0]) as Dashboard;
        change(dashboard, (type) => dashboard.panels.find((panel) => panel.type === type));
        return dashboard;
      };
      const problems = await grafanaProblems([
        broken((dashboard) => Object.assign(dashboard, { timeZone: "utc" })),
        broken((dashboard) => Object.assign(dashboard, { refresh: 30 })),
        broken((_, ofKind) => Object.assign(ofKind("stat").options, { graphMode: "bars" })),
        broken((_, ofKind) => Object.assign(ofKind("timeseries").options.legend, { place: "right" })),
        broken((_, ofKind) => Object.assign(ofKind("timeseries").fieldConfig.defaults.custom, { width: 1 })),
        broken((_, ofKind) => Reflect.deleteProperty(ofKind("stat").options, "reduceOptions")),
      ]);
      expect(problems).toEqual(
        ['"timeZone"', "'number'", '"bars"', '"place"', '"width"', "'reduceOptions'"].map((named) =>
          expect.stringContaining(named),
        ),
      );
    },
  );
});
