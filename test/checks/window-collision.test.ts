import { expect, test } from "vitest";
import { findings } from "./findings.ts";

const rds = (database: object, backup: object = {}) => ({
  services: { web: { database: { size: "1Gi", pool: 2 } } },
  environment: { database: { engine: "rds", ...database, backup: { retention: "30d", ...backup } } },
});
const code = "data/window-collision error @";

test("FF24: what is given by default does not meet", () => {
  expect(findings(rds({}))).toEqual([]);
});

test("FF24: snapshots and maintenance are apart, past midnight too", () => {
  const late = { window: "23:30-00:30" };
  expect(findings(rds({ maintenance: "sun:00:00-sun:00:30" }, late))).toEqual([
    `${code} prod.database.maintenance: sun:00:00-sun:00:30`,
  ]);
  expect(findings(rds({ maintenance: "sun:00:30-sun:01:30" }, late))).toEqual([]);
  expect(findings(rds({ maintenance: "sun:23:00-mon:00:00" }, late))).toEqual([
    `${code} prod.database.maintenance: sun:23:00-mon:00:00`,
  ]);
});

test("FF24: no copy is taken during either, for as long as one may take", () => {
  // From 02:15 for six hours.
  expect(findings(rds({ maintenance: "sun:08:14-sun:09:00" }))).toEqual([
    `${code} prod.database.maintenance: sun:08:14-sun:09:00`,
  ]);
  expect(findings(rds({ maintenance: "sun:08:15-sun:09:00" }))).toEqual([]);
  expect(findings(rds({}, { window: "02:00-02:30" }))).toEqual([`${code} prod.database.backup.window: 02:00-02:30`]);
  expect(findings(rds({}, { window: "01:45-02:15" }))).toEqual([]);
});

test("FF24: a copy on other days does not matter, one on a date may fall on any day", () => {
  const maintenance = "sun:04:00-sun:05:00";
  expect(findings(rds({ maintenance }, { schedule: "0 3 * * 1" }))).toEqual([]);
  expect(findings(rds({ maintenance }, { schedule: "0 3 * * 0" }))).toHaveLength(1);
  expect(findings(rds({ maintenance }, { schedule: "0 3 1,15 * *" }))).toHaveLength(1);
});

test("FF24: copies every six hours leave half an hour before each for the others", () => {
  const backup = { schedule: "0 */6 * * *", window: "05:30-06:00" };
  expect(findings(rds({ maintenance: "sun:11:30-sun:12:00" }, backup))).toEqual([]);
  expect(findings(rds({ maintenance: "sun:11:29-sun:12:00" }, backup))).toHaveLength(1);
});

test("FF24: elsewhere there are no such windows", () => {
  expect(findings(rds({ engine: "cnpg", maintenance: "sun:04:00-sun:05:00" }))).toEqual([]);
});
