import fc from "fast-check";
import { describe, expect } from "vitest";
import type { KubernetesObject } from "../../src/resources/desired.ts";
import { spec, specText } from "../arbitraries/spec.ts";
import { type SpecParts, tester } from "../tester.ts";
import { crdValidator } from "./crd-validator.ts";
import { crds, testWithCrds } from "./shared-crds.ts";

const KINDS = {
  Alertmanager: "v1",
  AlertmanagerConfig: "v1alpha1",
  PodMonitor: "v1",
  Prometheus: "v1",
  ServiceMonitor: "v1",
} as const;

const validators = () =>
  new Map(
    Object.entries(KINDS).map(([kind, version]) => {
      const crd = crds.find(({ spec: { group, names } }) => group === "monitoring.coreos.com" && names.kind === kind);
      if (crd === undefined) throw new Error(`no CRD of ${kind}`);
      return [kind, crdValidator(crd, version)] as const;
    }),
  );

const parts: SpecParts = {
  services: { web: {} },
  teams: { crew: { slack: "#crew", pagerduty: true } },
  environment: { monitoring: { shards: 2, replicas: 2 } },
};
const objects = (): readonly KubernetesObject[] => [
  ...tester.objects(parts, "monitoring"),
  ...tester.objects(parts, "web"),
];

describe("the Prometheus Operator's own CRDs", () => {
  testWithCrds("take every kind that the metrics stack has, with shards and a team that is paged", () => {
    const known = validators();
    const ours = objects().filter(({ kind }) => known.has(kind));
    expect(new Set(ours.map(({ kind }) => kind))).toEqual(new Set(known.keys()));
    expect(ours.filter(({ kind }) => kind === "Prometheus")).toHaveLength(2);
    for (const object of ours) {
      expect(object.apiVersion).toBe(`monitoring.coreos.com/${KINDS[object.kind as keyof typeof KINDS]}`);
      expect(known.get(object.kind)?.(object), `${object.kind} ${object.metadata.name}`).toEqual([]);
    }
  });

  testWithCrds("take everything that random specs lead to", () => {
    const known = validators();
    let checked = 0;
    fc.assert(
      fc.property(spec, (data) => {
        for (const { units } of tester.platform(specText(data)).environments) {
          for (const object of units.flatMap((unit) => unit.objects)) {
            const validate = known.get(object.kind);
            if (validate === undefined) continue;
            checked++;
            expect(validate(object), `${object.kind} ${object.metadata.name}`).toEqual([]);
          }
        }
      }),
      { numRuns: 30 },
    );
    expect(checked).toBeGreaterThan(300);
  });

  testWithCrds("control: refuse a misspelt field, a wrong type and a value that is not offered", () => {
    const known = validators();
    // biome-ignore lint/suspicious/noExplicitAny: the change of the test writes what no type allows
    const check = (kind: string, change: (spec: any) => void) => {
      const object = structuredClone(objects().find((one) => one.kind === kind)) as KubernetesObject;
      change(object.spec);
      return known.get(kind)?.(object);
    };
    expect(check("Prometheus", (one) => Object.assign(one, { retentionSizes: "1GB" }))).toHaveLength(1);
    expect(check("Prometheus", (one) => Object.assign(one.scrapeClasses[0], { defaults: true }))).toHaveLength(1);
    expect(check("Prometheus", (one) => Object.assign(one, { shards: "2" }))).toHaveLength(1);
    expect(check("Alertmanager", (one) => Object.assign(one.alertmanagerConfiguration, { named: "a" }))).toHaveLength(
      1,
    );
    expect(check("AlertmanagerConfig", (one) => Object.assign(one.receivers[0], { slackConfig: [] }))).toHaveLength(1);
    expect(check("ServiceMonitor", (one) => Object.assign(one.endpoints[0], { scheme: "ftp" }))).not.toEqual([]);
    expect(check("PodMonitor", (one) => Object.assign(one, { endpoints: [] }))).toHaveLength(1);
  });
});
