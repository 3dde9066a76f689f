import { describe, expect, test } from "vitest";
import { argocd } from "../../../src/emitters/argocd/index.ts";
import { applicationsOfUnits, contextWith, emitted, object } from "./argocd-context.ts";

const config = object("v1/ConfigMap", "a", "shop-prod");
const FINALIZER = "resources-finalizer.argocd.argoproj.io";
const path = (unit: string) => `argocd/prod/applications/${unit}.yaml`;

describe("Application of a unit", () => {
  test("says what is synced from where to where", () => {
    const application = emitted(contextWith({ web: [config] }))[path("web")];
    expect(application.metadata).toMatchObject({
      name: "shop-prod-web",
      namespace: "argocd",
      labels: { "app.kubernetes.io/part-of": "shop", "finflow.io/environment": "prod", "finflow.io/unit": "web" },
    });
    expect(application.spec).toMatchObject({
      project: "shop-prod",
      source: { repoURL: "https://git.shop.example/ops/shop.git", targetRevision: "main", path: "envs/prod/web" },
      destination: { name: "shop", namespace: "shop-prod" },
    });
    expect(application.spec).not.toHaveProperty("ignoreDifferences");
  });

  test("syncs by itself, prunes, and never syncs nothing", () => {
    const { syncPolicy } = emitted(contextWith({ web: [config] }))[path("web")].spec;
    expect(syncPolicy.automated).toEqual({ prune: true, selfHeal: true, allowEmpty: false });
    expect(syncPolicy.syncOptions).toEqual([
      "ServerSideApply=true",
      "FailOnSharedResource=true",
      "PruneLast=true",
      "PrunePropagationPolicy=foreground",
    ]);
    expect(syncPolicy.retry).toEqual({
      limit: 5,
      refresh: true,
      backoff: { duration: "5s", factor: 2, maxDuration: "3m" },
    });
  });

  test("is not synced by itself where the environment says so, but its root is", () => {
    const gitops = { revision: "main", automated: false, syncWindows: [] };
    const files = emitted(contextWith({ web: [config] }, { environment: { gitops } }));
    expect(files[path("web")].spec.syncPolicy).not.toHaveProperty("automated");
    expect(files["argocd/prod/root.yaml"].spec.syncPolicy.automated.selfHeal).toBe(true);
  });

  test("only a stateless service takes its objects with it", () => {
    const files = emitted(
      contextWith(
        {
          web: [config],
          shop: [object("v1/PersistentVolumeClaim", "data", "shop-prod")],
          stock: [object("apps/v1/StatefulSet", "stock", "shop-prod")],
          platform: [object("v1/Namespace", "shop-prod")],
          "databases/web": [config],
          "messaging/kafka": [config],
          "messaging/web": [config],
          logging: [config],
          monitoring: [config],
        },
        { services: { web: {}, shop: {}, stock: {} } },
      ),
    );
    const applications = applicationsOfUnits(files);
    const cascading = applications.filter(([, { metadata }]) => metadata.finalizers?.includes(FINALIZER));
    expect(applications).toHaveLength(9);
    expect(cascading.map(([file]) => file)).toEqual([path("web")]);
  });

  test("in production, its removal waits for a person; elsewhere not", () => {
    const annotation = "argocd.argoproj.io/sync-options";
    const prod = emitted(contextWith({ web: [config] }))[path("web")];
    const nonprod = emitted(contextWith({ web: [config] }, { environment: { tier: "nonprod" } }))[path("web")];
    expect(prod.metadata.annotations[annotation]).toBe("Prune=confirm,Delete=confirm");
    expect(nonprod.metadata.annotations).not.toHaveProperty(annotation);
  });

  test("a unit with slashes lies in folders, and its label has none", () => {
    const application = emitted(contextWith({ "databases/web": [config] }))[path("databases/web")];
    expect(application.metadata.name).toBe("shop-prod-databases-web");
    expect(application.metadata.labels["finflow.io/unit"]).toBe("databases.web");
    expect(application.spec.source.path).toBe("envs/prod/databases/web");
  });

  test("the destination is the only namespace of the objects, or else that of the services", () => {
    const files = emitted(
      contextWith({
        monitoring: [object("v1/ConfigMap", "a", "watch"), object("v1/Namespace", "watch")],
        web: [object("v1/ConfigMap", "a", "watch"), config],
        platform: [object("scheduling.k8s.io/v1/PriorityClass", "high")],
      }),
    );
    const namespaceOf = (unit: string) => files[path(unit)].spec.destination.namespace;
    expect([namespaceOf("monitoring"), namespaceOf("web"), namespaceOf("platform")]).toEqual([
      "watch",
      "shop-prod",
      "shop-prod",
    ]);
  });

  test("a unit without objects has no overlay, so it has no Application", () => {
    expect(Object.keys(emitted(contextWith({ web: [] })))).not.toContain(path("web"));
  });

  test("the file comes from where the unit is declared", () => {
    const files = argocd.emit(contextWith({ web: [config] })).value;
    expect(files.find((file) => file.path === path("web"))).toMatchObject({
      origin: "services-web.yaml",
      comment: "hash",
    });
    expect(files.every((file) => file.path.startsWith("argocd/") && file.body.endsWith("\n"))).toBe(true);
  });
});

describe("root Application", () => {
  const root = (tier: "prod" | "nonprod") =>
    emitted(contextWith({ web: [config] }, { environment: { tier } }))["argocd/prod/root.yaml"];

  test("syncs the folder of Applications in Argo CD's namespace, under the bootstrap project", () => {
    expect(root("prod").spec).toMatchObject({
      project: "shop-bootstrap",
      source: { path: "argocd/prod/applications", directory: { recurse: true } },
      destination: { name: "in-cluster", namespace: "argocd" },
      syncPolicy: { automated: { prune: true, selfHeal: true, allowEmpty: false }, retry: { limit: -1 } },
    });
  });

  test("has no wave", () =>
    expect(root("prod").metadata.annotations).not.toHaveProperty("argocd.argoproj.io/sync-wave"));

  test("takes its Applications with it, except in production", () => {
    expect(root("nonprod").metadata.finalizers).toEqual([FINALIZER]);
    expect(root("prod").metadata).not.toHaveProperty("finalizers");
  });

  test("starts together with the projects and not with the Applications", () => {
    const files = emitted(contextWith({ web: [config] }));
    expect(files["argocd/prod/kustomization.yaml"].resources).toEqual([
      "operators-project.yaml",
      "project.yaml",
      "root.yaml",
    ]);
  });
});
