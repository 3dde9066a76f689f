import fc from "fast-check";
import { describe, expect } from "vitest";
import type { KubernetesObject } from "../../src/resources/desired.ts";
import { spec, specText } from "../arbitraries/spec.ts";
import { tester } from "../tester.ts";
import { crdValidator } from "./crd-validator.ts";
import { crds, testWithCrds } from "./shared-crds.ts";

const KINDS = ["Elasticsearch", "Kibana", "Password", "ExternalSecret", "SecretStore", "PodMonitor"];

/** By `<apiVersion>/<kind>`. Made once: the CRD of Elasticsearch has ten thousand lines. */
let made: ReadonlyMap<string, (object: unknown) => string[]> | undefined;

function validators() {
  made ??= new Map<string, (object: unknown) => string[]>(
    KINDS.map((kind) => {
      const crd = crds.find((one) => one.spec.names.kind === kind);
      if (crd === undefined) throw new Error(`no CRD of ${kind}`);
      const version = kind === "Password" ? "v1alpha1" : "v1";
      return [`${crd.spec.group}/${version}/${kind}`, crdValidator(crd, version)];
    }),
  );
  return made;
}

const keyOf = ({ apiVersion, kind }: KubernetesObject): string => `${apiVersion}/${kind}`;

const logging = (nodes: number) => ({ dailyVolume: "1Gi", storage: "50Gi", nodes });
const objects = (nodes = 3) => tester.objects({ services: {}, environment: { logging: logging(nodes) } }, "logging");

const problemsOf = (all: readonly KubernetesObject[]) => {
  const known = validators();
  return all.flatMap((object) => {
    const validate = known.get(keyOf(object));
    return validate === undefined
      ? []
      : [{ object: `${object.kind} ${object.metadata.name}`, problems: validate(object) }];
  });
};

describe("the CRDs of ECK, External Secrets and the Prometheus Operator", () => {
  testWithCrds("take the logs of an environment, with one node and with three", () => {
    for (const nodes of [1, 3]) {
      const checked = problemsOf(objects(nodes));
      expect(checked).toHaveLength(10);
      expect(checked.filter(({ problems }) => problems.length > 0)).toEqual([]);
    }
  });

  testWithCrds("take the logs of random specs", () => {
    let checked = 0;
    fc.assert(
      fc.property(spec, (data) => {
        for (const { units } of tester.platform(specText(data)).environments) {
          const found = problemsOf(units.find(({ name }) => name === "logging")?.objects ?? []);
          checked += found.length;
          expect(found.filter(({ problems }) => problems.length > 0)).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
    expect(checked).toBeGreaterThan(100);
  });

  testWithCrds("control: a misspelt field is refused at every depth, a wrong type too", () => {
    const problems = (kind: string, change: (spec: Record<string, never>) => void) => {
      const all = structuredClone(objects());
      const found = all.find((object) => object.kind === kind);
      if (found === undefined) throw new Error(`no ${kind}`);
      change(found.spec as Record<string, never>);
      return problemsOf([found])[0]?.problems;
    };
    const nodeSet = (all: Record<string, never>) => (all.nodeSets ?? [])[0] ?? {};
    expect(problems("Elasticsearch", (one) => Object.assign(one, { versoin: "9" }))).toHaveLength(1);
    expect(problems("Elasticsearch", (one) => Object.assign(one.auth ?? {}, { fileRealms: [] }))).toHaveLength(1);
    expect(problems("Elasticsearch", (one) => Object.assign(nodeSet(one), { counts: 3 }))).toHaveLength(1);
    expect(problems("Elasticsearch", (one) => Object.assign(nodeSet(one), { count: "3" }))).toHaveLength(1);
    expect(
      problems("Elasticsearch", (one) => Object.assign(nodeSet(one), { zoneAwareness: { zone: [] } })),
    ).toHaveLength(1);
    expect(problems("Kibana", (one) => Object.assign(one, { elasticSearchRef: {} }))).toHaveLength(1);
    expect(problems("Password", (one) => Object.assign(one, { lenght: 4 }))).toHaveLength(1);
  });
});
