import { expect, test } from "vitest";
import { tester } from "../../tester.ts";

const deployment = (service: Record<string, unknown>, environment: Record<string, unknown> = {}) =>
  tester.object({ services: { web: service }, environment }, "web", "Deployment");
const podOf = (service: Record<string, unknown>) => deployment(service).spec.template.spec;

test("FF02: names replicas only where no autoscaler does", () => {
  expect(deployment({ scale: { min: 2, max: 5 } }).spec).not.toHaveProperty("replicas");
  expect(deployment({ scale: { min: 3, max: 3 } }).spec.replicas).toBe(3);
});

test("FF11: a rollout has longer than the slowest start takes", () => {
  const { spec } = deployment({ health: { startup: "20m" }, rollout: { minReady: "90s" } });
  const { startupProbe } = spec.template.spec.containers[0];
  // The first try may come at once, so that one try more than there are periods makes them pass.
  expect((startupProbe.failureThreshold - 1) * startupProbe.periodSeconds).toBe(1200);
  expect(spec.minReadySeconds).toBe(90);
  expect(spec.progressDeadlineSeconds).toBe(1200 + 90 + 300);
  expect(deployment({}).spec.progressDeadlineSeconds).toBe(600);
});

test("FF11: a start of less than a period still has tries", () => {
  expect(podOf({ health: { startup: "100ms" } }).containers[0].startupProbe.failureThreshold).toBe(3);
});

test("FF12: a pod is killed only after it drained and had its time to stop", () => {
  const pod = podOf({ shutdown: { drain: "12s", timeout: "40500ms" } });
  expect(pod.containers[0].lifecycle).toEqual({ preStop: { sleep: { seconds: 12 } } });
  expect(pod.terminationGracePeriodSeconds).toBe(12 + 41 + 5);
});

test("a pod that need not drain does not sleep", () => {
  expect(podOf({ shutdown: { drain: "0s" } }).containers[0]).not.toHaveProperty("lifecycle");
});

test("FF13: life and readiness are different questions, none to another host", () => {
  const { startupProbe, readinessProbe, livenessProbe } = podOf({ health: { ready: "/r", live: "/l" } }).containers[0];
  expect([startupProbe, readinessProbe, livenessProbe].map(({ httpGet }) => httpGet.path)).toEqual(["/l", "/r", "/l"]);
  for (const probe of [startupProbe, readinessProbe, livenessProbe]) {
    expect(probe.httpGet).not.toHaveProperty("host");
    expect(probe.timeoutSeconds).toBeLessThan(probe.periodSeconds);
  }
});

test("FF15: memory is not overcommitted", () => {
  const { limits, requests } = podOf({ resources: { memory: "768Mi" } }).containers[0].resources;
  expect([requests.memory, limits.memory]).toEqual(["768Mi", "768Mi"]);
});

test("CPU is limited to twice the request, to what is said, or not at all", () => {
  const limit = (cpuLimit?: unknown) =>
    podOf({ resources: { cpu: "250m", cpuLimit } }).containers[0].resources.limits.cpu;
  expect([limit(), limit("2"), limit("none")]).toEqual(["500m", "2", undefined]);
});

test("FF32, FF34: runs as one unprivileged user that cannot become more", () => {
  const pod = podOf({});
  expect(pod.securityContext).toMatchObject({
    runAsNonRoot: true,
    runAsUser: 10001,
    runAsGroup: 10001,
    fsGroup: 10001,
  });
  expect(pod.securityContext.seccompProfile).toEqual({ type: "RuntimeDefault" });
  expect(pod.containers[0].securityContext).toMatchObject({
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
  });
  expect(pod.automountServiceAccountToken).toBe(false);
  expect(pod.enableServiceLinks).toBe(false);
});

test("FF40: looks hosts of two dots up as they are", () => {
  expect(podOf({}).dnsConfig).toEqual({ options: [{ name: "ndots", value: "2" }] });
});

test("FF09: production insists on zones, others only prefer them", () => {
  const zone = (tier: string) => deployment({}, { tier }).spec.template.spec.topologySpreadConstraints[0];
  expect(zone("prod")).toMatchObject({
    topologyKey: "topology.kubernetes.io/zone",
    whenUnsatisfiable: "DoNotSchedule",
  });
  // A zone whose nodes are all lost must not count as one that holds no pod: nothing could be scheduled anywhere else.
  expect(zone("prod")).toMatchObject({ nodeTaintsPolicy: "Honor" });
  expect(zone("nonprod")).toMatchObject({ whenUnsatisfiable: "ScheduleAnyway", matchLabelKeys: ["pod-template-hash"] });
});

test("FF51: the image is pinned by its digest", () => {
  expect(podOf({}).containers[0].image).toMatch(
    /^333333333333\.dkr\.ecr\.us-west-2\.amazonaws\.com\/shop\/web:1\.4\.2@sha256:0{64}$/,
  );
});

test("FF59: every pod has a class", () => {
  expect(podOf({}).priorityClassName).toBe("shop-normal");
  expect(podOf({ priority: "critical" }).priorityClassName).toBe("shop-critical");
});

test("a configuration that changes replaces the pods, anything else does not", () => {
  const hash = (service: Record<string, unknown>) =>
    deployment(service).spec.template.metadata.annotations["finflow.io/config-hash"];
  expect(hash({ config: { A: "1" } })).toMatch(/^[0-9a-f]{64}$/);
  expect(hash({ config: { A: "1" } })).not.toBe(hash({ config: { A: "2" } }));
  expect(hash({ config: { A: "1", B: "2" }, priority: "low" })).toBe(hash({ config: { B: "2", A: "1" } }));
});

test("selectors and pods carry no label that changes hands: a new owner replaces no pod", () => {
  const { metadata, spec } = deployment({});
  expect(metadata.labels).toMatchObject({ "finflow.io/environment": "prod", "finflow.io/owner": "crew" });
  expect(Object.keys(spec.template.metadata.labels)).toEqual([
    "app.kubernetes.io/instance",
    "app.kubernetes.io/name",
    "app.kubernetes.io/managed-by",
    "app.kubernetes.io/part-of",
  ]);
  expect(Object.keys(spec.selector.matchLabels)).toEqual(["app.kubernetes.io/instance", "app.kubernetes.io/name"]);
});
