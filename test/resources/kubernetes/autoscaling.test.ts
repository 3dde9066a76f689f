import { expect, test } from "vitest";
import { tester } from "../../tester.ts";

const kindsOf = (scale: Record<string, unknown>) =>
  tester.objects({ services: { web: { scale } }, environment: { tier: "nonprod" } }, "web").map(({ kind }) => kind);

test("FF03: drains take one pod at a time, whatever the replicas are and may become", () => {
  for (const scale of [
    { min: 1, max: 1 },
    { min: 1, max: 8 },
    { min: 3, max: 3 },
  ]) {
    const parts = { services: { web: { scale } }, environment: { tier: "nonprod" } };
    const { spec } = tester.object(parts, "web", "PodDisruptionBudget");
    expect(spec).toMatchObject({ maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" });
  }
});

test("FF04: an autoscaler has room to scale", () => {
  expect(kindsOf({ min: 3, max: 3 })).not.toContain("HorizontalPodAutoscaler");
  const { spec } = tester.object(
    { services: { web: { scale: { min: 2, max: 9, cpu: 60 } } } },
    "web",
    "HorizontalPodAutoscaler",
  );
  expect(spec).toMatchObject({ minReplicas: 2, maxReplicas: 9, scaleTargetRef: { kind: "Deployment", name: "web" } });
  expect(spec.metrics).toEqual([
    { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } } },
  ]);
});

test("memory scales only where it is asked to", () => {
  const { spec } = tester.object({ services: { web: { scale: { memory: 80 } } } }, "web", "HorizontalPodAutoscaler");
  expect(spec.metrics.map(({ resource }: { resource: { name: string } }) => resource.name)).toEqual(["cpu", "memory"]);
});
