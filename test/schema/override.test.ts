import { expect, test } from "vitest";
import { overrideOf } from "../../src/schema/override.ts";
import { service } from "../../src/schema/service.ts";
import { topic } from "../../src/schema/topic.ts";

const accepts = (value: unknown, schema = service) => overrideOf(schema).safeParse(value).success;

test.each([
  ["nothing", {}],
  ["one field deep down", { scale: { max: 8 } }],
  ["the removal of an optional field", { slo: null, database: { readReplicas: null }, resources: { cpuLimit: null } }],
  ["the removal of a variable", { config: { LOG_LEVEL: null } }],
  ["a list as a whole", { egress: ["api.stripe.com:443"] }],
  ["false for metrics", { metrics: false }],
])("takes %s", (_name, value) => expect(accepts(value)).toBe(true));

test.each([
  ["the removal of what a service cannot be without", { port: null }],
  ["the removal of what has a default", { scale: null }],
  ["unknown fields", { scale: { maximum: 8 } }],
  ["wrong values", { scale: { max: "8" } }],
])("refuses %s", (_name, value) => expect(accepts(value)).toBe(false));

test("a topic loses its throughput", () =>
  expect(overrideOf(topic).safeParse({ throughput: null }).success).toBe(true));

test("sets no defaults", () => expect(overrideOf(service).parse({ scale: { max: 8 } })).toEqual({ scale: { max: 8 } }));
