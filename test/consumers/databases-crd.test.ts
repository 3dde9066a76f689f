import fc from "fast-check";
import { describe, expect } from "vitest";
import type { KubernetesObject } from "../../src/resources/desired.ts";
import { spec, specText } from "../arbitraries/spec.ts";
import { tester } from "../tester.ts";
import { crdValidator } from "./crd-validator.ts";
import { crds, testWithCrds } from "./shared-crds.ts";

// biome-ignore lint/suspicious/noExplicitAny: any field of any kind is misspelt
type Entry = any;

/** Kinds of the databases' units whose CRDs are in the folder. cert-manager's are not, nor that of Barman's ObjectStore. */
const KINDS = [
  "postgresql.cnpg.io/v1/Cluster",
  "postgresql.cnpg.io/v1/Database",
  "postgresql.cnpg.io/v1/Pooler",
  "postgresql.cnpg.io/v1/ScheduledBackup",
  "external-secrets.io/v1/ExternalSecret",
  "generators.external-secrets.io/v1alpha1/Password",
  "monitoring.coreos.com/v1/PodMonitor",
  "monitoring.coreos.com/v1/ServiceMonitor",
];

const kindOf = ({ apiVersion, kind }: KubernetesObject): string => `${apiVersion}/${kind}`;

let compiled: ReadonlyMap<string, (object: unknown) => string[]> | undefined;

/** Compiled once, on demand: they are large, and not everywhere. */
function validators() {
  compiled ??= new Map(
    KINDS.map((id) => {
      const [group, version = "", kind] = id.split("/");
      const crd = crds.find((one) => one.spec.group === group && one.spec.names.kind === kind);
      if (crd === undefined) throw new Error(`no CRD of ${id}`);
      return [id, crdValidator(crd, version)] as const;
    }),
  );
  return compiled;
}

const objectsWith = (engine: string) =>
  tester.objects(
    {
      services: {
        web: { database: { size: "10Gi", extensions: ["pgcrypto"], readReplicas: engine === "rds" ? 1 : 0 } },
      },
      environment: { tier: engine === "statefulset" ? "nonprod" : "prod", database: { engine, pooler: 2 } },
    },
    "databases/web",
  );

describe("the CRDs of CloudNativePG, External Secrets and the Prometheus Operator", () => {
  testWithCrds("take the database of each engine, of every kind", () => {
    const known = validators();
    const seen = new Set<string>();
    for (const object of ["rds", "cnpg", "statefulset"].flatMap(objectsWith)) {
      const validate = known.get(kindOf(object));
      if (validate === undefined) continue;
      seen.add(kindOf(object));
      expect(validate(object), `${object.kind} ${object.metadata.name}`).toEqual([]);
    }
    expect([...seen].toSorted()).toEqual(KINDS.toSorted());
  });

  testWithCrds("take the databases of random specs", () => {
    const known = validators();
    let checked = 0;
    fc.assert(
      fc.property(spec, (data) => {
        for (const { units } of tester.platform(specText(data)).environments) {
          for (const object of units
            .filter(({ name }) => name.startsWith("databases/"))
            .flatMap(({ objects }) => objects)) {
            const validate = known.get(kindOf(object));
            if (validate === undefined) continue;
            checked++;
            expect(validate(object)).toEqual([]);
          }
        }
      }),
      { numRuns: 30 },
    );
    expect(checked).toBeGreaterThan(300);
  });

  testWithCrds("control: refuse a misspelt field of each kind, however deep", () => {
    const known = validators();
    const objects = objectsWith("cnpg");
    const problems = (id: string, placeIn: (spec: Entry) => object) => {
      const object: Entry = structuredClone(objects.find((one) => kindOf(one) === id));
      Object.assign(placeIn(object.spec), { tpyo: 1 });
      return known.get(id)?.(object);
    };
    for (const id of KINDS)
      expect(
        problems(id, (top) => top),
        id,
      ).toHaveLength(1);
    const cluster = "postgresql.cnpg.io/v1/Cluster";
    expect(problems(cluster, ({ bootstrap }) => bootstrap.initdb)).toHaveLength(1);
    expect(problems(cluster, ({ managed }) => managed.roles[0])).toHaveLength(1);
    expect(problems("postgresql.cnpg.io/v1/Pooler", ({ pgbouncer }) => pgbouncer)).toHaveLength(1);
  });
});
