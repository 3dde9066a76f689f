import { describe, expect, test } from "vitest";
import { contextWith, emitted, object } from "./argocd-context.ts";

const bootstrap = (...objects: ReturnType<typeof object>[]) =>
  emitted(contextWith({ web: [object("v1/Service", "web", "shop-prod"), ...objects] }));
const dataOf = (files: ReturnType<typeof bootstrap>) => files["argocd/bootstrap/argocd-cm.yaml"].data;

describe("bootstrap", () => {
  test("its project admits Applications in Argo CD's namespace and nothing else", () => {
    expect(bootstrap()["argocd/bootstrap/project.yaml"].spec).toEqual({
      description: "The root Applications of shop, and nothing else.",
      sourceRepos: ["https://git.shop.example/ops/shop.git"],
      destinations: [{ name: "in-cluster", namespace: "argocd" }],
      clusterResourceWhitelist: [],
      namespaceResourceWhitelist: [{ group: "argoproj.io", kind: "Application" }],
    });
  });

  test("no project of an environment admits Argo CD's namespace", () => {
    const { destinations } = bootstrap()["argocd/prod/project.yaml"].spec;
    expect(destinations.map((to: { namespace: string }) => to.namespace)).not.toContain("argocd");
  });

  test("argocd-cm has the health of Applications, so that waves wait", () => {
    expect(Object.keys(dataOf(bootstrap()))).toEqual([
      "application.resourceTrackingMethod",
      "resource.customizations.health.argoproj.io_Application",
    ]);
  });

  test("argocd-cm has a health check of another kind only where the kind is used", () => {
    const data = dataOf(
      bootstrap(
        object("kibana.k8s.elastic.co/v1/Kibana", "k", "watch"),
        object("kafka.strimzi.io/v1/KafkaNodePool", "k", "shop-prod"),
      ),
    );
    expect(Object.keys(data)).toEqual([
      "application.resourceTrackingMethod",
      "resource.customizations.health.argoproj.io_Application",
      "resource.customizations.health.kafka.strimzi.io_KafkaNodePool",
      "resource.customizations.health.kibana.k8s.elastic.co_Kibana",
    ]);
  });
});
