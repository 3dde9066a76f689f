import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { Service } from "kubernetes-models/v1/Service";
import { expect, test } from "vitest";
import { defineObject } from "../../../src/resources/kubernetes/define-object.ts";

test("leaves out what is undefined, at any depth", () => {
  const object = defineObject(Service, { metadata: { name: "a" }, spec: { type: undefined, selector: { a: "b" } } });
  expect(object).toStrictEqual({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "a" },
    spec: { selector: { a: "b" } },
  });
});

test("names the object that breaks its schema", () => {
  const port = "http" as unknown as number;
  expect(() => defineObject(Service, { metadata: { name: "a", namespace: "b" }, spec: { ports: [{ port }] } })).toThrow(
    "internal error: Service b/a does not satisfy its schema",
  );
});

test("a field that does not exist is an error where it is written", () => {
  // @ts-expect-error: `date` is not a field of a ConfigMap
  expect(defineObject(ConfigMap, { metadata: { name: "a" }, date: {} }).kind).toBe("ConfigMap");
});

test("law 9: keeps a key that would be the prototype", () => {
  const data = JSON.parse('{ "__proto__": "x" }');
  expect(Object.entries(defineObject(ConfigMap, { metadata: { name: "a" }, data }).data as object)).toEqual([
    ["__proto__", "x"],
  ]);
});
