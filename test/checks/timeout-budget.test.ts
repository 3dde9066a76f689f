import { expect, test } from "vitest";
import { findings, messages } from "./findings.ts";

const chain = (child: object) => ({
  services: {
    web: { calls: [{ service: "books", timeout: "1s" }] },
    books: { calls: [{ service: "auth", ...child }] },
    auth: {},
  },
});
const at = "@ books.calls.- service: auth";

test("FF57: a service is done before its caller gives up", () => {
  expect(findings(chain({ timeout: "999ms" }))).toEqual([]);
  expect(findings(chain({ timeout: "1001ms" }))).toEqual([`network/timeout-budget error ${at}`]);
});

test("FF57: two timeouts of one length, such as the default, are a warning", () => {
  expect(findings(chain({ timeout: "1000ms" }))).toEqual([`network/timeout-budget warning ${at}`]);
  expect(findings(chain({}))).toEqual([`network/timeout-budget warning ${at}`]);
});

test("FF57: all attempts count", () => {
  expect(findings(chain({ timeout: "499ms", retries: 1 }))).toEqual([]);
  expect(findings(chain({ timeout: "501ms", retries: 1 }))).toEqual([`network/timeout-budget error ${at}`]);
  expect(messages(chain({ timeout: "501ms", retries: 1 }))).toEqual([
    "books waits up to 501 ms × 2 = 1002 ms for auth, but web gives up on books after 1000 ms (prod).",
  ]);
});

test("FF57: a call that is not required is a warning", () => {
  expect(findings(chain({ timeout: "1s", required: false }))).toEqual([`network/timeout-budget warning ${at}`]);
});

test("FF57: around a circle no order would satisfy all", () => {
  const back = { service: "web", timeout: "2s", required: false };
  const services = {
    web: { calls: [{ service: "books", timeout: "1s" }] },
    books: { calls: [back] },
  };
  expect(findings({ services })).toEqual([]);
});
