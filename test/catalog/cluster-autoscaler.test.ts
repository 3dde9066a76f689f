import { expect, test } from "vitest";
import { clusterAutoscalerTag } from "../../src/catalog/cluster-autoscaler.ts";
import { kubernetesVersions } from "../../src/catalog/kubernetes-versions.ts";

test("the autoscaler is of the cluster's minor version, for each that EKS offers", () => {
  for (const minor of kubernetesVersions.keys()) expect(clusterAutoscalerTag(minor)).toMatch(`v${minor}.`);
});

test("of a version that is not listed it is the nearest", () => {
  expect(clusterAutoscalerTag("1.29")).toBe(clusterAutoscalerTag("1.31"));
  expect(clusterAutoscalerTag("1.99")).toBe(clusterAutoscalerTag("1.35"));
});
