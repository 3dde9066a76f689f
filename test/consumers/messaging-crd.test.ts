import fc from "fast-check";
import { describe, expect } from "vitest";
import type { KubernetesObject } from "../../src/resources/desired.ts";
import { spec, specText } from "../arbitraries/spec.ts";
import { tester } from "../tester.ts";
import { crdValidator } from "./crd-validator.ts";
import { crds, testWithCrds } from "./shared-crds.ts";

const validators = () =>
  new Map(
    ["Kafka", "KafkaNodePool", "KafkaTopic", "KafkaUser", "PodMonitor"].map((kind) => {
      const crd = crds.find(({ spec: { names } }) => names.kind === kind);
      if (crd === undefined) throw new Error(`no CRD of ${kind}`);
      return [kind, crdValidator(crd, "v1")] as const;
    }),
  );

/** The objects of the units `messaging/…` that a CRD describes. */
const described = (units: readonly { name: string; objects: readonly KubernetesObject[] }[]) =>
  units.flatMap(({ name, objects }) =>
    name.startsWith("messaging/")
      ? objects.filter(({ apiVersion, kind }) => apiVersion === "kafka.strimzi.io/v1" || kind === "PodMonitor")
      : [],
  );

const shop = tester.specOf({
  services: {
    web: { publishes: [{ topic: "orders", exactlyOnce: true }] },
    stock: { runtime: "java", consumes: [{ topic: "orders", group: "stock-keepers" }] },
  },
  topics: { orders: { compacted: true } },
});

describe("Strimzi's own CRDs", () => {
  testWithCrds("take everything that random specs lead to", () => {
    const known = validators();
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(spec, (data) => {
        const { platform, environments } = tester.platform(specText(data));
        if (platform === undefined) throw new Error("a random spec has errors");
        for (const object of environments.flatMap(({ units }) => described(units))) {
          seen.set(object.kind, (seen.get(object.kind) ?? 0) + 1);
          expect(known.get(object.kind)?.(object)).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
    expect([...seen.keys()].toSorted()).toEqual(["Kafka", "KafkaNodePool", "KafkaTopic", "KafkaUser", "PodMonitor"]);
  });

  testWithCrds("control: refuse a misspelt field, a wrong type and a value that is none of those allowed", () => {
    const known = validators();
    const [environment] = tester.platform(shop).environments;
    const problems = (kind: string, change: (spec: Record<string, never>) => unknown) => {
      const object = structuredClone(described(environment?.units ?? []).find((one) => one.kind === kind));
      expect(known.get(kind)?.(object)).toEqual([]);
      change(object?.spec as Record<string, never>);
      return known.get(kind)?.(object) ?? [];
    };
    expect(problems("Kafka", ({ kafka }) => Object.assign(kafka ?? {}, { metricConfig: {} }))).toHaveLength(1);
    expect(
      problems("Kafka", ({ entityOperator }) => Object.assign(entityOperator ?? {}, { tlsSidecar: {} })),
    ).toHaveLength(1);
    expect(problems("KafkaNodePool", (pool) => Object.assign(pool, { replicas: "3" }))).toHaveLength(1);
    expect(problems("KafkaNodePool", ({ template }) => Object.assign(template ?? {}, { pods: {} }))).toHaveLength(1);
    expect(problems("KafkaTopic", (topic) => Object.assign(topic, { replicationFactor: 3 }))).toHaveLength(1);
    // The singular was right until v1.
    const acl = { resource: { type: "topic", name: "orders", patternType: "literal" } };
    const singular = { type: "simple", acls: [{ ...acl, operation: "Read" }] };
    expect(problems("KafkaUser", (user) => Object.assign(user, { authorization: singular }))).not.toEqual([]);
    const unknown = { type: "simple", acls: [{ ...acl, operations: ["Reads"] }] };
    expect(problems("KafkaUser", (user) => Object.assign(user, { authorization: unknown }))).toHaveLength(1);
  });
});
