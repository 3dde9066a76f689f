import { expect, test } from "vitest";
import { emitDashboards } from "../../../src/emitters/dashboards/emit.ts";
import { tester } from "../../tester.ts";

/** The paths that are written for a platform with two environments, of which one may differ. */
function pathsWith(override: Readonly<Record<string, unknown>>): readonly string[] {
  const spec = JSON.parse(tester.specOf({ services: { web: { slo: { availability: 99 }, config: { A: "0" } } } }));
  const { prod } = spec.environments;
  const aws = { ...prod.aws, account: "555555555555", cidr: "10.40.0.0/16", domain: "lab.example" };
  const second = { ...prod, aws, cluster: { ...prod.cluster, name: "lab" } };
  spec.environments.lab = { ...second, overrides: { services: { web: override } } };
  spec.releases.lab = spec.releases.prod;
  const { platform, environments, diagnostics } = tester.platform(JSON.stringify(spec));
  if (platform === undefined || environments.length === 0) throw new Error(JSON.stringify(diagnostics));
  return emitDashboards({ platform, environments, fileOf: () => "spec.yaml" }).value.map(({ path }) => path);
}

const FOLDER = "generated/monitoring/dashboards";
const OF_THE_PLATFORM = ["database-metrics", "kafka-monitoring", "microservices-performance", "system-overview"].map(
  (name) => `${FOLDER}/platform_${name}.json`,
);

test("a dashboard that is the same in all environments is written once", () => {
  expect(pathsWith({ config: { A: "1" } })).toEqual([...OF_THE_PLATFORM, `${FOLDER}/web.json`]);
});

test("a dashboard that an override changes is written for each environment, and only that one", () => {
  expect(pathsWith({ slo: { availability: 95 } })).toEqual([
    `${FOLDER}/lab/web.json`,
    ...OF_THE_PLATFORM,
    `${FOLDER}/prod/web.json`,
  ]);
});
