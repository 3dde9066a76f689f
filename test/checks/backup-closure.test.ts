import { expect, test } from "vitest";
import { findings, messages } from "./findings.ts";

const backup = (fields: object) => ({
  services: {},
  environment: { database: { backup: { retention: "30d", ...fields } } },
});
const code = "data/backup-closure error @ prod.database.backup";

test("FF23: there is a copy at any time", () => {
  expect(findings(backup({ schedule: "0 2 1 * *" }))).toEqual([`${code}.schedule: 0 2 1 * *`]);
  expect(findings(backup({ schedule: "0 2 1 * *", retention: "31d" }))).toEqual([]);
  expect(messages(backup({ schedule: "0 2 1 * *" }))).toEqual([
    "In prod, there are 31d between two copies, and each is kept for 30d.",
  ]);
});

test("FF23: drills come before the alert on their age does", () => {
  expect(findings(backup({ drill: "0 4 1 */2 *" }))).toEqual([`${code}.drill: 0 4 1 */2 *`]);
  // Not every month has 31 days; with a day of the week beside it, either is enough.
  expect(findings(backup({ drill: "0 4 31 * *" }))).toEqual([`${code}.drill: 0 4 31 * *`]);
  expect(findings(backup({ drill: "0 4 31 * 1" }))).toEqual([]);
  expect(findings(backup({ drill: "0 4 28 * *" }))).toEqual([]);
});

test("FF23: each run has an hour", () => {
  expect(findings(backup({ schedule: "*/30 * * * *" }))).toEqual([`${code}.schedule: "*/30 * * * *"`]);
  expect(findings(backup({ schedule: "0 * * * *" }))).toEqual([]);
  expect(findings(backup({ drill: "50 23,0 * * *" }))).toEqual([]);
  expect(findings(backup({ drill: "0,50 23 * * *" }))).toEqual([`${code}.drill: 0,50 23 * * *`]);
});

test("FF23: nothing is locked for longer than it is kept, or kept for longer than AWS keeps it", () => {
  expect(findings(backup({ lock: "30d" }))).toEqual([]);
  expect(findings(backup({ lock: "31d" }))).toEqual([`${code}.lock: 31d`]);
  expect(findings(backup({ retention: "36500d" }))).toEqual([]);
  expect(findings(backup({ retention: "36501d" }))).toEqual([`${code}.retention: 36501d`]);
});
