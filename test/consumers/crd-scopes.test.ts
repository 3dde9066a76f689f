import { describe, expect } from "vitest";
import { isClusterScoped } from "../../src/catalog/cluster-scoped-kinds.ts";
import { crds, testWithCrds } from "./shared-crds.ts";

describe("the table of cluster-scoped kinds", () => {
  testWithCrds("agrees with the scope of every CRD", () => {
    const wrong = crds.filter(
      ({ spec: { group, scope, names } }) =>
        isClusterScoped({ apiVersion: `${group}/v1`, kind: names.kind }) !== (scope === "Cluster"),
    );
    expect(wrong.map(({ spec }) => `${spec.group}/${spec.names.kind}: ${spec.scope}`)).toEqual([]);
    expect(crds.length).toBeGreaterThan(20);
  });
});
