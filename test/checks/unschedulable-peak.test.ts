import { expect, test } from "vitest";
import { tester } from "../tester.ts";
import { findings, messages } from "./findings.ts";

const platform = (service: object, nodes: object, tier = "prod") => ({
  services: { web: { rollout: { maxSurge: 1 }, ...service } },
  environment: { tier, cluster: { name: "shop", kubernetes: "1.35", nodes: { apps: nodes } } },
});
const small = { instance: "m7i.large", min: 3, max: 3 };

test("FF06: what is left without the largest zone has the CPU of all replicas and the surge", () => {
  // 2 nodes × (2000 − 60 − 10 reserved − 392 of DaemonSets) = 3076; 3 pods × 1025 = 3075, × 1026 = 3078
  const pods = (cpu: string) => platform({ resources: { cpu }, scale: { min: 2, max: 2 } }, small);
  expect(findings(pods("1025m"))).toEqual([]);
  expect(findings(pods("1026m"))).toEqual(["rollout/unschedulable-peak error @ prod.cluster.nodes:"]);
  expect(messages(pods("1026m"))).toEqual([
    "The services of prod ask for 3.08 cores of CPU at their most replicas with all rollouts under way; the 2 nodes that are left without the largest zone have 3.08 cores for them.",
  ]);
});

test("FF06: memory", () => {
  // 2 nodes × (floor(8192 × 0.93) − 11 × 29 − 255 − 100 − 576 of DaemonSets = 6368) = 12736 MiB; 4 pods
  const pods = (memory: string) => platform({ resources: { cpu: "50m", memory }, scale: { min: 3, max: 3 } }, small);
  expect(findings(pods("3184Mi"))).toEqual([]);
  expect(findings(pods("3185Mi"))).toEqual(["rollout/unschedulable-peak error @ prod.cluster.nodes:"]);
});

test("FF06: ephemeral storage", () => {
  // 2 nodes × (20 × 0.9 − 1) = 34 GiB; 4 pods
  const pods = (ephemeralStorage: string) =>
    platform({ resources: { cpu: "50m", ephemeralStorage }, scale: { min: 3, max: 3 } }, { ...small, disk: "20Gi" });
  expect(findings(pods("8704Mi"))).toEqual([]);
  expect(findings(pods("8705Mi"))).toEqual(["rollout/unschedulable-peak error @ prod.cluster.nodes:"]);
});

test("FF06: outside production all zones count, and it is a warning", () => {
  // 3 nodes × 1538 = 4614 = 6 pods × 769
  const pods = (cpu: string) => platform({ resources: { cpu }, scale: { min: 5, max: 5 } }, small, "nonprod");
  expect(findings(pods("769m"))).toEqual([]);
  expect(findings(pods("770m"))).toEqual(["rollout/unschedulable-peak warning @ prod.cluster.nodes:"]);
});

test("FF07: each pod needs an address", () => {
  // m7g.medium: 2 × (4 − 1) + 2 = 8 pods, less 6 DaemonSets; 4 of 6 nodes are left
  const pods = (max: number) =>
    platform({ resources: { cpu: "10m" }, scale: { min: 2, max } }, { instance: "m7g.medium", min: 3, max: 6 });
  expect(findings(pods(7))).toEqual([]);
  expect(findings(pods(8))).toEqual(["rollout/pod-limit error @ prod.cluster.nodes:"]);
});

test("totals mean nothing while a service is left out because of an error", () => {
  const parts = platform({ resources: { cpu: "1026m" }, scale: { min: 2, max: 2 } }, small);
  const spec = JSON.parse(tester.specOf(parts));
  const codes = () => tester.platform(JSON.stringify(spec)).diagnostics.map(({ code }) => code);
  expect(codes()).toContain("rollout/unschedulable-peak");
  spec.services.broken = { owner: "crew" };
  expect(codes()).toContain("schema/missing-field");
  expect(codes()).not.toContain("rollout/unschedulable-peak");
});
