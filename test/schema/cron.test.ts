import { describe, expect, test } from "vitest";
import { longestGap, parseSchedule, shortestGap } from "../../src/schema/cron.ts";
import { DAY } from "../../src/schema/quantity.ts";

const HOUR = DAY / 24;

function gaps(text: string): readonly [number, number] {
  const schedule = parseSchedule(text);
  if (schedule === undefined) throw new Error(`${text} is no schedule`);
  return [shortestGap(schedule) / HOUR, longestGap(schedule) / DAY];
}

describe("schedules are read as the CronJob controller reads them", () => {
  test.each([
    ["15 2 * * *", 24, 1],
    ["0 */6 * * *", 6, 1],
    ["0 22,4 * * *", 6, 1],
    ["5/25 2 * * *", 25 / 60, 1],
    ["30 4 1 * *", 24, 31],
    ["30 4 1 JAN-mar,12 *", 24, 275],
    ["0 0 29 2 *", 24, 8 * 365 + 1],
    ["0 4 * * 0", 24, 7],
    ["0 4 * * mon-FRI", 24, 3],
    // Both restricted: either is enough. A step of one restricts nothing, another one does.
    ["0 4 1 * 1", 24, 7],
    ["0 4 */1 * 1", 24, 7],
    ["0 4 */2 * 1", 24, 2],
  ])("%s: %d hours at least, %d days at most", (text, shortest, longest) => {
    expect(gaps(text)).toEqual([shortest, longest]);
  });

  test.each([
    "60 * * * *",
    "* 24 * * *",
    "* * 0 * *",
    "* * * 13 *",
    "* * * * 7",
    "* * * jab *",
    "*/0 * * * *",
    "5-1 * * * *",
    "1,,2 * * * *",
    "*-5 * * * *",
    "* * * *",
    "* * * * * *",
    // Never comes due.
    "0 0 31 2,4 *",
  ])("%s is none", (text) => {
    expect(parseSchedule(text)).toBeUndefined();
  });
});
