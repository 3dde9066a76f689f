import { expect, test } from "vitest";
import { findings } from "./findings.ts";

const promises = (availability: number, required = true) => ({
  services: {
    web: {
      slo: { availability },
      calls: [
        { service: "auth", required },
        { service: "books", required },
      ],
    },
    auth: { slo: { availability: 99.9 } },
    books: { slo: { availability: 99.8 } },
  },
});

test("FF53: nobody promises more than what they require", () => {
  // 0.999 × 0.998 = 0.997002
  expect(findings(promises(99.7))).toEqual([]);
  expect(findings(promises(99.7003))).toEqual(["slo/above-dependencies warning @ web.slo.availability: 99.7003"]);
  expect(findings(promises(99.9, false))).toEqual([]);
});
