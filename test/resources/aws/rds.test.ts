import { describe, expect, test } from "vitest";
import { databaseValues } from "../../../src/resources/aws/rds/input.ts";
import { PARAMETERS } from "../../../src/resources/aws/rds/parameters.ts";
import { serverSettings } from "../../../src/resources/databases/server-settings.ts";
import { type SpecParts, tester } from "../../tester.ts";

const SERVICES: SpecParts["services"] = { web: { database: { size: "50Gi" } }, other: {} };

const valuesOf = (database: object = {}, services = SERVICES, tier = "prod") => {
  const spec = tester.specOf({ services, environment: { tier, database } });
  const { platform, environments, diagnostics } = tester.platform(spec);
  const [compiled] = environments;
  if (!platform || !compiled) throw new Error(JSON.stringify(diagnostics));
  return databaseValues({ platform, ...compiled });
};

describe("values of databases on RDS", () => {
  test("name the services that store, and nothing where another engine runs them", () => {
    expect(valuesOf({ readReplicas: 2 }).databases).toEqual({
      web: { owner: "crew", storage_gib: 50, read_replicas: 2 },
    });
    expect(valuesOf({ engine: "cnpg" })).toEqual({ databases: {}, database_settings: {} });
    expect(valuesOf({}, { other: {} })).toEqual({ databases: {}, database_settings: {} });
  });

  test("hold what production needs without being told, and elsewhere what costs less", () => {
    const prod = valuesOf().database_settings;
    expect(prod).toMatchObject({ multi_az: true, deletion_protection: true, backup_retention_days: 30 });
    const nonprod = valuesOf({}, SERVICES, "nonprod").database_settings;
    expect(nonprod).toMatchObject({ multi_az: false, deletion_protection: false });
    const chosen = valuesOf({ multiAz: true, deletionProtection: true }, SERVICES, "nonprod").database_settings;
    expect(chosen).toMatchObject({ multi_az: true, deletion_protection: true });
  });

  test("round sizes up to what RDS makes, and retention to the days that it can go back", () => {
    const sizeOf = (size: string) => valuesOf({}, { web: { database: { size } } }).databases.web?.storage_gib;
    expect([sizeOf("1Gi"), sizeOf("20Gi"), sizeOf("20481Mi"), sizeOf("2Ti")]).toEqual([20, 20, 21, 2048]);
    const daysOf = (retention: string) => valuesOf({ backup: { retention } }).database_settings.backup_retention_days;
    expect([daysOf("30d"), daysOf("35d"), daysOf("365d")]).toEqual([30, 35, 35]);
  });

  test("FF16: the connections of the alarm are those of the budget", () => {
    // LEAST(0.87 x 8 GiB x 112, 5000)
    expect(valuesOf({ instance: "db.m7g.large" }).database_settings.max_connections).toBe(779);
    expect(Object.keys(PARAMETERS)).not.toContain("max_connections");
  });
});

test("PostgreSQL logs on RDS what it logs in the cluster, in the units of RDS", () => {
  const [compiled] = tester.platform(tester.specOf({ services: { web: { database: { size: "1Gi" } } } })).environments;
  const { database } = compiled?.environment ?? {};
  if (!database) throw new Error("no database");
  const told = Object.entries(serverSettings(database)).filter(([name]) => name.startsWith("log_"));
  expect(told.length).toBeGreaterThan(3);
  const inUnits: Readonly<Record<string, string>> = { on: "1", off: "0", "10MB": String(10 * 1024) };
  for (const [name, value] of told)
    expect(PARAMETERS[name as keyof typeof PARAMETERS], name).toBe(inUnits[value] ?? value);
});
