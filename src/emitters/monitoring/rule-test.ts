import { type Alert, EXAMPLE_MINUTES } from "../../resources/rules/index.ts";
import { type World, worldsOf } from "./worlds.ts";

/**
 * A test for promtool: the alerts fire just beyond their thresholds and not just below them. Firing alerts are read from
 * the series `ALERTS`, so that a test says which fire, not how their texts go.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/
 */
export const ruleTest = (ruleFiles: readonly string[], alerts: readonly Alert[]): object => ({
  rule_files: ruleFiles,
  evaluation_interval: "1m",
  tests: worldsOf(alerts).map((world) => ({
    name: `${world.fires ? "fires" : "silent"}: ${[...new Set(world.alerts.map(titleOf))].join(", ")}`,
    interval: "1m",
    input_series: Object.entries(world.series).map(([series, values]) => ({ series, values })),
    promql_expr_test: expectations(world),
  })),
});

const titleOf = ({ name, labels = {} }: Alert): string => [name, ...Object.values(labels)].join(" ");

/** One question for all alerts that have the same labels of their own. */
function expectations({ alerts, fires }: World): readonly object[] {
  const byLabels = Map.groupBy(alerts, ({ labels = {} }) =>
    Object.entries(labels)
      .map(([name, value]) => `, ${name}="${value}"`)
      .join(""),
  );
  return [...byLabels].map(([labels, some]) => {
    const names = [...new Set(some.map(({ name }) => name))];
    return {
      expr: `group by (alertname) (ALERTS{alertstate="firing", alertname=~"${names.join("|")}"${labels}})`,
      eval_time: `${EXAMPLE_MINUTES}m`,
      exp_samples: fires ? names.map((name) => ({ labels: `{alertname="${name}"}`, value: 1 })) : [],
    };
  });
}
