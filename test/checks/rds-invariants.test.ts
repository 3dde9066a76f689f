import { expect, test } from "vitest";
import { findings } from "./findings.ts";

const rds = (
  database: object,
  tier = "prod",
  services: Record<string, Record<string, unknown>> = { web: { database: { size: "1Gi", pool: 2 } } },
) => ({
  services,
  environment: { tier, database: { engine: "rds", ...database } },
});
const code = "data/rds-invariants error @";

test("FF56: production keeps its standby and its protection", () => {
  expect(findings(rds({ multiAz: false }))).toEqual([`${code} prod.database.multiAz: false`]);
  expect(findings(rds({ deletionProtection: false }))).toEqual([`${code} prod.database.deletionProtection: false`]);
  expect(findings(rds({}))).toEqual([]);
  expect(findings(rds({ multiAz: true, deletionProtection: true }))).toEqual([]);
});

test("FF56: elsewhere, and where RDS runs nothing, neither is asked for", () => {
  expect(findings(rds({ multiAz: false, deletionProtection: false }, "nonprod"))).toEqual([]);
  expect(findings(rds({ multiAz: false }, "prod", {}))).toEqual([]);
  expect(findings(rds({ engine: "cnpg", multiAz: false }))).toEqual([]);
});
