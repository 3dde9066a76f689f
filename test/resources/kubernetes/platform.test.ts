import { expect, test } from "vitest";
import { tester } from "../../tester.ts";

type Services = Record<string, Record<string, unknown>>;

/** Services alone: the brokers have a share of their own. */
const only = (services: Services) => ({ services, environment: { kafka: undefined } });
const quota = (services: Services) => tester.object(only(services), "platform", "ResourceQuota").spec.hard;
const limits = (services: Services) => tester.object(only(services), "platform", "LimitRange").spec.limits[0];

test.each([
  ["shop-prod", "restricted"],
  ["observability", "restricted"],
  ["node-agents", "privileged"],
])("FF32: the namespace %s enforces the standard `%s` of its cluster's version", (namespace, level) => {
  const { labels } = tester.object({ services: { web: {} } }, "platform", "Namespace", namespace).metadata;
  for (const mode of ["enforce", "audit", "warn"]) {
    expect(labels[`pod-security.kubernetes.io/${mode}`]).toBe(level);
    expect(labels[`pod-security.kubernetes.io/${mode}-version`]).toBe("v1.35");
  }
});

test("FF05: the quota admits all replicas and the surge of all rollouts, in whole units", () => {
  const web = { scale: { min: 2, max: 10 }, rollout: { maxSurge: "25%" }, resources: { cpu: "300m", memory: "700Mi" } };
  expect(quota({ web })).toEqual({
    // 13 pods
    "requests.cpu": "4",
    "limits.cpu": "8",
    "requests.memory": "9Gi",
    "limits.memory": "9Gi",
    "requests.ephemeral-storage": "4Gi",
    "limits.ephemeral-storage": "7Gi",
    pods: "20",
    "services.loadbalancers": "0",
    "services.nodeports": "0",
  });
});

test("law 10: a small change of one service leaves the quota as it is", () => {
  const of = (cpu: string) => quota({ web: { resources: { cpu } }, api: {} });
  expect(of("120m")).toEqual(of("130m"));
});

test("FF05: one service without a CPU limit takes it off the quota and the defaults, which would refuse or give it one", () => {
  const services = { web: {}, api: { resources: { cpuLimit: "none" } } };
  expect(quota(services)).not.toHaveProperty(["limits.cpu"]);
  expect(limits(services).max).not.toHaveProperty("cpu");
  expect(limits(services).default).not.toHaveProperty("cpu");
});

test("FF05: containers lie within the limits, the smallest and the largest too", () => {
  const services = {
    small: { resources: { cpu: "1m", memory: "8Mi", ephemeralStorage: "512Ki" } },
    large: { resources: { cpu: "3500m", memory: "5Gi" } },
  };
  expect(limits(services)).toMatchObject({
    min: { cpu: "1m", memory: "8Mi", "ephemeral-storage": "512Ki" },
    max: { cpu: "7", memory: "5Gi", "ephemeral-storage": "1Gi" },
  });
});

test("FF59: classes order services, and none is a default", () => {
  const classes = tester.objects({ services: { web: {} } }, "platform").filter(({ kind }) => kind === "PriorityClass");
  expect(classes.map(({ metadata, value }) => [metadata.name, value])).toEqual([
    ["shop-critical", 400_000],
    ["shop-high", 300_000],
    ["shop-normal", 200_000],
    ["shop-low", 100_000],
  ]);
  expect(classes.every(({ globalDefault }) => globalDefault === false)).toBe(true);
});

test("FF45: namespaces go only after a person said so", () => {
  const namespaces = tester.objects({ services: { web: {} } }, "platform").filter(({ kind }) => kind === "Namespace");
  expect(namespaces).toHaveLength(3);
  for (const { metadata } of namespaces) {
    expect(metadata.annotations?.["argocd.argoproj.io/sync-options"]).toBe("Prune=confirm,Delete=confirm");
  }
});
