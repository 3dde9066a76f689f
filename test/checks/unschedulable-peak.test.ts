import { expect, test } from "vitest";
import { tester } from "../tester.ts";
import { findings, messages } from "./findings.ts";

const platform = (service: object, nodes: object, tier = "prod") => ({
  services: { web: { rollout: { maxSurge: 1 }, ...service } },
  environment: { tier, cluster: { name: "shop", kubernetes: "1.35", nodes: { apps: nodes } }, kafka: undefined },
});
const small = { instance: "m7i.large", min: 3, max: 3 };

test("FF06: what is left without the largest zone has the CPU of all replicas and the surge", () => {
  // 2 nodes × (2000 − 60 − 10 reserved − 392 of DaemonSets) = 3076, less 740 of the watchers and 120 of operators; 3 pods × 738 = 2214
  const pods = (cpu: string) => platform({ resources: { cpu }, scale: { min: 2, max: 2 } }, small);
  expect(findings(pods("738m"))).toEqual([]);
  expect(findings(pods("739m"))).toEqual(["rollout/unschedulable-peak error @ prod.cluster.nodes:"]);
  expect(messages(pods("739m"))).toEqual([
    "The services of prod ask for 3.08 cores of CPU at their most replicas with all rollouts under way; the 2 nodes that are left without the largest zone have 3.08 cores for them.",
  ]);
});

test("FF06: memory", () => {
  // 2 nodes × (floor(8192 × 0.93) − 11 × 29 − 255 − 100 − 704 of DaemonSets = 6240) = 12480 MiB, less 3392 of the watchers and 1056 of operators; 4 pods
  const pods = (memory: string) => platform({ resources: { cpu: "50m", memory }, scale: { min: 3, max: 3 } }, small);
  expect(findings(pods("2008Mi"))).toEqual([]);
  expect(findings(pods("2009Mi"))).toEqual(["rollout/unschedulable-peak error @ prod.cluster.nodes:"]);
});

test("FF06: ephemeral storage", () => {
  // 2 nodes × (20 × 0.9 − 1) = 34 GiB, less 832 MiB of the watchers; 4 pods
  const pods = (ephemeralStorage: string) =>
    platform({ resources: { cpu: "50m", ephemeralStorage }, scale: { min: 3, max: 3 } }, { ...small, disk: "20Gi" });
  expect(findings(pods("8496Mi"))).toEqual([]);
  expect(findings(pods("8497Mi"))).toEqual(["rollout/unschedulable-peak error @ prod.cluster.nodes:"]);
});

test("FF06: outside production all zones count, and it is a warning", () => {
  // 3 nodes × 1538 = 4614, less 710 of the watchers and 120 of operators; 6 pods × 630 = 3780
  const pods = (cpu: string) => platform({ resources: { cpu }, scale: { min: 5, max: 5 } }, small, "nonprod");
  expect(findings(pods("630m"))).toEqual([]);
  expect(findings(pods("631m"))).toEqual(["rollout/unschedulable-peak warning @ prod.cluster.nodes:"]);
});

test("FF07: each pod needs an address", () => {
  // m7g.medium: 2 × (4 − 1) + 2 = 8 pods, less 6 DaemonSets; 16 of 24 nodes are left, less 5 watchers and 17 pods of operators
  const pods = (max: number) =>
    platform({ resources: { cpu: "10m" }, scale: { min: 2, max } }, { instance: "m7g.medium", min: 3, max: 24 });
  expect(findings(pods(9))).toEqual([]);
  expect(findings(pods(10))).toEqual(["rollout/pod-limit error @ prod.cluster.nodes:"]);
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
