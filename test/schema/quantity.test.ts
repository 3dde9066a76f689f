import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatCpu,
  formatDuration,
  formatMemory,
  parseCpu,
  parseDuration,
  parseMemory,
} from "../../src/schema/quantity.ts";

describe("CPU", () => {
  test.each([
    ["250m", 250],
    ["1", 1000],
    ["0.5", 500],
    ["1.25", 1250],
    ["0.001", 1],
  ])("%s", (text, millicores) => expect(parseCpu(text)).toBe(millicores));

  test.each(["", "0", "0m", "0.0", "-1", "1.5m", "1.2345", "1e3", "250M", " 1", "1 ", ".5", "1.", "99999", "½"])(
    "%j is none",
    (text) => expect(parseCpu(text)).toBeUndefined(),
  );

  test("is printed so that it reads as the same", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9_999_000 }),
        (millicores) => parseCpu(formatCpu(millicores)) === millicores,
      ),
    ));
});

describe("memory", () => {
  test.each([
    ["1Ki", 1024],
    ["512Mi", 512 * 2 ** 20],
    ["2Gi", 2 ** 31],
    ["1Ti", 2 ** 40],
  ])("%s", (text, bytes) => expect(parseMemory(text)).toBe(bytes));

  test.each(["", "512", "512M", "512MB", "512mi", "0Mi", "1.5Gi", "-1Mi", "1Pi", "1 Gi", "1234567Mi"])(
    "%j is none",
    (text) => expect(parseMemory(text)).toBeUndefined(),
  );

  test("is printed so that it reads as the same", () => {
    const unit = fc.constantFrom("Ki", "Mi", "Gi", "Ti");
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999 }), unit, (amount, suffix) => {
        const bytes = parseMemory(`${amount}${suffix}`) as number;
        expect(parseMemory(formatMemory(bytes))).toBe(bytes);
      }),
    );
  });

  test("is rounded up to whole Ki", () => expect(formatMemory(1025)).toBe("2Ki"));
});

describe("duration", () => {
  test.each([
    ["800ms", 800],
    ["0s", 0],
    ["90s", 90_000],
    ["5m", 300_000],
    ["7d", 604_800_000],
  ])("%s", (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds));

  test.each(["", "30", "1.5s", "1h30m", "-1s", "1w", "1S", "s", "12345678s"])("%j is none", (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  );

  test("is printed so that it reads as the same", () => {
    const unit = fc.constantFrom("ms", "s", "m", "h", "d");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999 }), unit, (amount, suffix) => {
        const milliseconds = parseDuration(`${amount}${suffix}`) as number;
        expect(parseDuration(formatDuration(milliseconds))).toBe(milliseconds);
      }),
    );
  });
});

test("no text makes a parser throw", () =>
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      for (const parse of [parseCpu, parseMemory, parseDuration]) parse(text);
    }),
  ));
