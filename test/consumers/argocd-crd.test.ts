import fc from "fast-check";
import { describe, expect } from "vitest";
import { parse } from "yaml";
import { argocd } from "../../src/emitters/argocd/index.ts";
import { spec, specText } from "../arbitraries/spec.ts";
import { contextWith, emitted, object } from "../emitters/argocd/argocd-context.ts";
import { tester } from "../tester.ts";
import { crdValidator } from "./crd-validator.ts";
import { crds, testWithCrds } from "./shared-crds.ts";

const validators = () =>
  new Map(
    ["Application", "AppProject"].map((kind) => {
      const crd = crds.find(({ spec: { group, names } }) => group === "argoproj.io" && names.kind === kind);
      if (crd === undefined) throw new Error(`no CRD of ${kind}`);
      return [kind, crdValidator(crd, "v1alpha1")] as const;
    }),
  );

const window = { kind: "deny", schedule: "0 18 * * 5", duration: 7_200_000, timeZone: "Europe/Berlin" } as const;
const full = () =>
  emitted(
    contextWith(
      {
        platform: [object("v1/Namespace", "shop-prod")],
        "databases/web": [object("postgresql.cnpg.io/v1/Cluster", "web", "shop-prod")],
        web: [object("v1/Service", "web", "shop-prod")],
      },
      { environment: { gitops: { revision: "main", automated: true, syncWindows: [window] } } },
    ),
  );

describe("Argo CD's own CRDs", () => {
  testWithCrds("take an environment with a sync window and a database", () => {
    const known = validators();
    const checked = Object.entries(full()).flatMap(([path, value]) => {
      const validate = known.get(value.kind);
      return validate === undefined ? [] : [{ path, problems: validate(value) }];
    });
    expect(checked).toHaveLength(7 + checked.filter(({ path }) => path.includes("/operators/")).length);
    expect(checked.length).toBeGreaterThan(10);
    expect(checked.filter(({ problems }) => problems.length > 0)).toEqual([]);
  });

  testWithCrds("take everything that random specs lead to", () => {
    const known = validators();
    let checked = 0;
    fc.assert(
      fc.property(spec, (data) => {
        const { platform, environments } = tester.platform(specText(data));
        if (platform === undefined) throw new Error("a random spec has errors");
        for (const { body } of argocd.emit({ platform, environments, fileOf: () => "spec.yaml" }).value) {
          const value = parse(body);
          const validate = known.get(value.kind);
          if (validate === undefined) continue;
          checked++;
          expect(validate(value)).toEqual([]);
        }
      }),
      { numRuns: 30 },
    );
    expect(checked).toBeGreaterThan(300);
  });

  testWithCrds("control: refuse a misspelt field, a wrong type and a missing one", () => {
    const known = validators();
    const check = (path: string, change: (spec: Record<string, never>) => void) => {
      const value = structuredClone(full()[path]);
      change(value.spec);
      return known.get(value.kind)?.(value);
    };
    const application = "argocd/prod/applications/web.yaml";
    expect(check(application, (one) => Object.assign(one, { revisionHistoryLimt: 1 }))).toHaveLength(1);
    expect(check(application, (one) => Object.assign(one.syncPolicy ?? {}, { automatd: {} }))).toHaveLength(1);
    expect(check(application, (one) => Object.assign(one.destination ?? {}, { cluster: "a" }))).toHaveLength(1);
    expect(check(application, (one) => Object.assign(one, { revisionHistoryLimit: "10" }))).toHaveLength(1);
    expect(check(application, (one) => Reflect.deleteProperty(one, "project"))).toHaveLength(1);
    expect(check("argocd/prod/project.yaml", (one) => Object.assign(one, { sourceRepo: [] }))).toHaveLength(1);
    expect(
      check("argocd/prod/project.yaml", (one) => Object.assign(one, { destinations: [{ name: 1 }] })),
    ).toHaveLength(1);
  });
});
