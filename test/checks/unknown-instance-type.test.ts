import { expect, test } from "vitest";
import { tester } from "../tester.ts";
import { findings } from "./findings.ts";

const nodes = (instance: string) => ({
  services: {},
  environment: { cluster: { nodes: { apps: { instance, min: 3, max: 6 } } } },
});

test("an instance type is in the catalogue", () => {
  expect(findings(nodes("m7i.xlarg"))).toEqual([
    "catalog/unknown-instance-type error @ prod.cluster.nodes.apps.instance: m7i.xlarg",
  ]);
  expect(findings(nodes("m7i.xlarge"))).toEqual([]);
  const [diagnostic] = tester.platform(tester.specOf(nodes("m7i.xlarg"))).diagnostics;
  expect(diagnostic?.help).toContain('"m7i.xlarge"');
});

test("so is an RDS instance class", () => {
  const database = (instance: string) => ({ services: {}, environment: { database: { engine: "rds", instance } } });
  expect(findings(database("db.m7g.medium"))).toEqual([
    "catalog/unknown-instance-type error @ prod.database.instance: db.m7g.medium",
  ]);
  expect(findings(database("db.m7g.large"))).toEqual([]);
});
