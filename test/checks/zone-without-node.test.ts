import { expect, test } from "vitest";
import { addDev, findings } from "./findings.ts";

const groups = (nodes: Readonly<Record<string, number>>, tier = "prod") =>
  findings({ services: {} }, (spec) => {
    spec.environments.prod.tier = tier;
    spec.environments.prod.cluster.nodes = Object.fromEntries(
      Object.entries(nodes).map(([name, min]) => [name, { instance: "m7i.4xlarge", min, max: 12 }]),
    );
  });

test("FF10: one group has a node in each of the three zones at its smallest", () => {
  expect(groups({ apps: 2 })).toEqual(["cluster/zone-without-node error @ prod.cluster.nodes.apps.min: 2"]);
  expect(groups({ apps: 3 })).toEqual([]);
});

test("FF10: groups do not make up for each other, the largest counts", () => {
  expect(groups({ apps: 2, others: 1 })).toEqual(["cluster/zone-without-node error @ prod.cluster.nodes.apps.min: 2"]);
  expect(groups({ apps: 0, others: 3 })).toEqual([]);
});

test("FF10: outside production one may save the nodes", () => {
  expect(groups({ apps: 2 }, "nonprod")).toEqual([]);
  expect(
    findings({ services: {} }, (spec) => {
      addDev(spec);
      spec.environments.dev.cluster = {
        ...spec.environments.dev.cluster,
        nodes: { apps: { instance: "m7i.4xlarge", min: 1, max: 3 } },
      };
    }),
  ).toEqual([]);
});
