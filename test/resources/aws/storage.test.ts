import { expect, test } from "vitest";
import { storageValues } from "../../../src/resources/aws/storage/input.ts";
import { type SpecParts, tester } from "../../tester.ts";

/** What the storage of `prod` is told. */
function values(parts: SpecParts) {
  const { platform, environments, diagnostics } = tester.platform(tester.specOf(parts));
  const [compiled] = environments;
  if (platform === undefined || compiled === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
  return storageValues({ platform, ...compiled });
}

const database = { size: "10Gi", pool: 2 };

test("nothing is there that nobody uses", () => {
  expect(values({ services: { web: {} } })).toEqual({ buckets: {}, backup_vaults: {} });
});

test("buckets follow from who uses them, each once", () => {
  const bucket = { name: "exports", access: "write" };
  const services = {
    web: { expose: { host: "www" }, buckets: [bucket] },
    api: {
      buckets: [
        { ...bucket, access: "read" },
        { name: "imports", access: "read" },
      ],
      database,
    },
  };
  const environment = { logging: { dailyVolume: "1Gi", retention: "7d", storage: "100Gi" } };
  const { buckets } = values({ services, environment });
  expect(Object.keys(buckets)).toEqual(["alb-logs", "backups", "exports", "imports", "log-snapshots"]);
  expect(Object.entries(buckets).filter(([, { load_balancer_logs }]) => load_balancer_logs)).toHaveLength(1);
  // Elasticsearch's repository and Barman's archive expire by themselves, services' data never.
  for (const name of ["log-snapshots", "exports"]) expect(buckets[name]).not.toHaveProperty("expire_days");
  expect(Object.keys(buckets.backups?.expire_days ?? {})).toEqual(["configuration/", "databases/", "drills/"]);
});

const backup = (fields: object) => ({
  services: { web: { database } },
  environment: { database: { engine: "rds", instance: "db.m7g.large", backup: { retention: "35d", ...fields } } },
});

test("FF23: copies and snapshots are kept, and locked, as long as the spec says", () => {
  const { buckets, backup_vaults } = values(backup({ lock: "14d" }));
  expect(buckets.backups).toMatchObject({ expire_days: { "configuration/": 35, "databases/": 35 }, lock_days: 14 });
  expect(backup_vaults).toEqual({ databases: { hour_utc: 7, retention_days: 35, lock_days: 14 } });
  // Never shorter than it was asked for.
  expect(values(backup({ retention: "721h", lock: "25h" })).backup_vaults.databases).toMatchObject({
    retention_days: 31,
    lock_days: 2,
  });
  expect(values(backup({})).buckets.backups).not.toHaveProperty("lock_days");
});

test("AWS Backup takes snapshots of RDS only", () => {
  const { buckets, backup_vaults } = values({
    services: { web: { database } },
    environment: { database: { engine: "cnpg", backup: { retention: "35d", lock: "14d" } } },
  });
  expect(backup_vaults).toEqual({});
  expect(buckets.backups?.lock_days).toBe(14);
});

test("FF24: AWS Backup starts away from RDS's own windows, and from the hour before them", () => {
  const hour = (window: string, maintenance: string) => {
    const { environment, services } = backup({ window, schedule: "0 16 * * *" });
    return values({ services, environment: { database: { ...environment.database, maintenance } } }).backup_vaults
      .databases?.hour_utc;
  };
  expect(hour("00:30-01:30", "sun:09:00-sun:10:00")).toBe(7);
  expect(hour("00:30-01:30", "sun:08:30-sun:09:30")).toBe(10);
  expect(hour("07:30-08:30", "sun:10:00-sun:11:00")).toBe(11);
  expect(hour("13:00-14:00", "sat:22:00-sun:08:00")).toBe(8);
});
