import { describe, expect, test } from "vitest";
import { overlap, parseWindow, type Window } from "../../src/schema/window.ts";
import { tester } from "../tester.ts";

const windowOf = (text: string): Window => parseWindow(text) as Window;

describe("windows", () => {
  test("count minutes of the day, or of the week from Monday", () => {
    expect(parseWindow("00:30-01:30")).toEqual({ start: 30, length: 60, period: 1440 });
    expect(parseWindow("23:30-00:15")).toEqual({ start: 1410, length: 45, period: 1440 });
    expect(parseWindow("sun:23:00-mon:01:00")).toEqual({ start: 6 * 1440 + 1380, length: 120, period: 10_080 });
    for (const text of ["", "1:00-2:00", "00:30", "sun:01:00-02:00", "xyz:01:00-xyz:02:00"])
      expect(parseWindow(text), text).toBeUndefined();
  });

  test("meet where they share a minute, not where one ends as the other starts", () => {
    const pairs: [string, string, boolean][] = [
      ["00:30-01:30", "01:30-02:00", false],
      ["00:30-01:31", "01:30-02:00", true],
      ["00:30-01:30", "wed:01:00-wed:01:10", true],
      ["23:30-00:30", "wed:00:29-wed:01:10", true],
      ["mon:00:30-mon:01:30", "tue:00:30-tue:01:30", false],
      ["sun:23:00-mon:01:00", "mon:00:30-mon:01:30", true],
      ["02:00-05:00", "03:00-04:00", true],
    ];
    for (const [a, b, expected] of pairs) {
      expect(overlap(windowOf(a), windowOf(b)), `${a} ${b}`).toBe(expected);
      expect(overlap(windowOf(b), windowOf(a)), `${b} ${a}`).toBe(expected);
    }
  });

  test.each([
    [{ maintenance: "09:00-10:00" }, "maintenance"],
    [{ maintenance: "sun:09:00-sun:09:20" }, "maintenance"],
    [{ maintenance: "sun:09:00-tue:09:00" }, "maintenance"],
    [{ backup: { retention: "30d", window: "24:00-01:00" } }, "window"],
    [{ backup: { retention: "30d", window: "sun:01:00-sun:02:00" } }, "window"],
  ])("the schema refuses %o", (database, field) => {
    const { diagnostics } = tester.platform(tester.specOf({ services: {}, environment: { database } }));
    expect(diagnostics.map(({ code }) => code)).toEqual(["schema/invalid-value"]);
    expect(diagnostics[0]?.message).toContain(field);
  });
});
