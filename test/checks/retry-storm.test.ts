import { expect, test } from "vitest";
import { findings, messages } from "./findings.ts";

const chain = (first: number, second: number) => ({
  services: {
    web: { calls: [{ service: "books", timeout: "5s", retries: first }] },
    books: { calls: [{ service: "auth", timeout: "100ms", retries: second }] },
    auth: {},
  },
});

test("FF57: attempts multiply along a path", () => {
  expect(findings(chain(1, 1))).toEqual([]);
  expect(findings(chain(3, 0))).toEqual([]);
  expect(findings(chain(1, 2))).toEqual(["network/retry-storm warning @ books.calls.- service: auth"]);
  expect(messages(chain(1, 2))).toEqual([
    "One request to web may become 6 requests along web → books → auth, more than 4 (prod).",
  ]);
});

test("FF57: it is said once, where the limit is crossed", () => {
  expect(findings(chain(4, 1))).toEqual(["network/retry-storm warning @ web.calls.- service: books"]);
});
