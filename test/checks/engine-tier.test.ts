import { expect, test } from "vitest";
import { findings } from "./findings.ts";

const database = (database: object, tier = "prod") => ({ services: {}, environment: { tier, database } });
const code = "data/engine-tier error @";

test("FF22: production fails over", () => {
  expect(findings(database({ engine: "statefulset" }))).toEqual([`${code} prod.database.engine: statefulset`]);
  expect(findings(database({ engine: "statefulset" }, "nonprod"))).toEqual([]);
  expect(findings(database({ engine: "cnpg", instances: 2 }))).toEqual([`${code} prod.database.instances: 2`]);
  expect(findings(database({ engine: "cnpg", instances: 3 }))).toEqual([]);
  expect(findings(database({ engine: "cnpg", instances: 2 }, "nonprod"))).toEqual([]);
});

test("FF22: RDS has an instance class", () => {
  const withoutClass = (spec: { environments: { prod: { database: { instance?: string } } } }) => {
    delete spec.environments.prod.database.instance;
  };
  expect(findings(database({ engine: "rds" }), withoutClass)).toEqual([`${code} prod.database.engine: rds`]);
  expect(findings(database({ engine: "cnpg" }), withoutClass)).toEqual([]);
});

test("FF22: one replica has no read replicas", () => {
  const statefulset = (readReplicas: number) => database({ engine: "statefulset", readReplicas }, "nonprod");
  expect(findings(statefulset(1))).toEqual([`${code} prod.database.readReplicas: 1`]);
  expect(findings(statefulset(0))).toEqual([]);
  const services = { web: { database: { size: "1Gi", pool: 2, readReplicas: 1 } } };
  expect(findings({ ...statefulset(0), services })).toEqual([`${code} web.database.readReplicas: 1`]);
});

test("FF22: production keeps backups for a month", () => {
  expect(findings(database({ backup: { retention: "29d" } }))).toEqual([`${code} prod.database.backup.retention: 29d`]);
  expect(findings(database({ backup: { retention: "30d" } }))).toEqual([]);
  expect(findings(database({ backup: { retention: "29d" } }, "nonprod"))).toEqual([]);
});
