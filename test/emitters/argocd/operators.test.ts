import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { argocd } from "../../../src/emitters/argocd/index.ts";
import { helmValues } from "../../../src/emitters/helm-values/index.ts";
import { contextWith, emitted, object } from "./argocd-context.ts";

const context = (environment = {}) =>
  contextWith(
    { web: [object("v1/Service", "web", "shop-prod")] },
    { services: { web: { expose: { host: "www", paths: ["/"] } } }, environment },
  );
const files = (environment = {}) => emitted(context(environment));
const application = (operator: string, environment = {}) =>
  files(environment)[`argocd/prod/applications/operators/${operator}.yaml`];

describe("Application of an operator", () => {
  test("is a chart of an exact version, with values out of the repository at the environment's revision", () => {
    const { metadata, spec } = application("aws-load-balancer-controller");
    expect(metadata.name).toBe("shop-prod-operators-aws-load-balancer-controller");
    expect(spec.project).toBe("shop-prod-operators");
    expect(spec).not.toHaveProperty("source");
    expect(spec.sources).toEqual([
      {
        repoURL: "https://aws.github.io/eks-charts",
        chart: "aws-load-balancer-controller",
        targetRevision: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        helm: {
          releaseName: "aws-load-balancer-controller",
          valueFiles: ["$values/terraform/helm-values/aws-load-balancer-controller.yaml"],
          // FF26: nothing is asked of the instance metadata.
          valuesObject: {
            clusterName: "shop",
            region: "us-west-2",
            vpcTags: { Name: "shop-prod" },
            watchNamespace: "shop-prod",
          },
        },
      },
      { repoURL: "https://git.shop.example/ops/shop.git", targetRevision: "main", ref: "values" },
    ]);
  });

  test("names a values file that is written", () => {
    const written = new Set(helmValues.emit(context()).value.map(({ path }) => path));
    const named = Object.entries(files())
      .filter(([path]) => path.includes("/operators/"))
      .flatMap(([, { spec }]) => spec.sources[0].helm.valueFiles)
      .map((file: string) => file.replace("$values/", ""));
    expect(new Set(named)).toEqual(written);
  });

  test("FF45: nothing that its chart brought goes without a person", () => {
    for (const tier of ["prod", "nonprod"] as const) {
      const { metadata, spec } = application("strimzi", { tier });
      expect(metadata).not.toHaveProperty("finalizers");
      expect(spec.syncPolicy.syncOptions).toEqual(expect.arrayContaining(["Prune=confirm", "Delete=confirm"]));
    }
  });

  test("FF32: its namespace is made and enforces the restricted standard; that of the cluster is left alone", () => {
    const own = application("strimzi").spec;
    expect(own.destination).toEqual({ name: "shop", namespace: "strimzi-system" });
    expect(own.syncPolicy.syncOptions).toContain("CreateNamespace=true");
    expect(own.syncPolicy.managedNamespaceMetadata.labels).toMatchObject({
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/enforce-version": "v1.35",
    });
    const { syncPolicy, destination } = application("external-dns").spec;
    expect(destination.namespace).toBe("kube-system");
    expect(syncPolicy.syncOptions).not.toContain("CreateNamespace=true");
    expect(syncPolicy).not.toHaveProperty("managedNamespaceMetadata");
  });

  test("the autoscaler is of the cluster's version, and changes the nodes of that cluster alone", () => {
    const { project, sources } = application("cluster-autoscaler").spec;
    expect(project).toBe("shop-prod-operators");
    expect(sources[0].helm.valuesObject).toEqual({
      autoDiscovery: { clusterName: "shop" },
      awsRegion: "us-west-2",
      image: { tag: expect.stringMatching(/^v1\.35\.\d+$/) },
    });
  });

  test("in production no DNS record is deleted", () => {
    const policyOf = (tier: string) => application("external-dns", { tier }).spec.sources[0].helm.valuesObject.policy;
    expect([policyOf("prod"), policyOf("nonprod")]).toEqual(["upsert-only", "sync"]);
  });

  test("is not synced by itself where the environment says so", () => {
    const gitops = { revision: "main", automated: false, syncWindows: [] };
    expect(application("strimzi", { gitops }).spec.syncPolicy).not.toHaveProperty("automated");
  });
});

describe("AppProject of the operators", () => {
  const project = () => files()["argocd/prod/operators-project.yaml"].spec;

  test("FF43: has no pattern, and takes charts from their repositories alone", () => {
    const strings = JSON.stringify(project()).match(/"(?:[^"\\]|\\.)*"/g) ?? [];
    expect(strings.length).toBeGreaterThan(100);
    expect(strings.filter((text) => /[*?[\]{}!\\]/.test(text))).toEqual([]);
    const used = Object.entries(files())
      .filter(([path]) => path.includes("/operators/"))
      .flatMap(([, { spec }]) => spec.sources.map(({ repoURL }: { repoURL: string }) => repoURL));
    expect(project().sourceRepos).toEqual([...new Set(used)].sort());
  });

  test("admits each cluster-scoped object by its name, a Namespace only where an operator has one of its own", () => {
    const { clusterResourceWhitelist } = project();
    expect(clusterResourceWhitelist.filter(({ name }: { name?: string }) => name === undefined)).toEqual([]);
    const names = (kind: string) =>
      clusterResourceWhitelist
        .filter((one: { kind: string }) => one.kind === kind)
        .map(({ name }: { name: string }) => name);
    expect(names("Namespace")).toEqual(["cert-manager", "external-secrets", "prometheus-operator", "strimzi-system"]);
    expect(names("CustomResourceDefinition")).toContain("servicemonitors.monitoring.coreos.com");
  });

  test("reaches namespaces of the environment only where an operator is given rights there", () =>
    expect(project().destinations).toEqual(
      ["cert-manager", "external-secrets", "kube-system", "prometheus-operator", "shop-prod", "strimzi-system"].map(
        (namespace) => ({ name: "shop", namespace }),
      ),
    ));

  test("the environment's own project admits nothing of it", () => {
    const own = files()["argocd/prod/project.yaml"].spec;
    expect(own.sourceRepos).toEqual(["https://git.shop.example/ops/shop.git"]);
    expect(own.clusterResourceWhitelist).toEqual([]);
  });
});

test("values are plain YAML that says nothing of an environment", () => {
  const written = helmValues.emit(context()).value;
  expect(written.length).toBeGreaterThan(4);
  for (const { path, body } of written) {
    expect(path).toMatch(/^terraform\/helm-values\/[a-z-]+\.yaml$/);
    expect(Object.keys(parse(body)).length).toBeGreaterThan(0);
    expect(body).not.toMatch(/shop|us-west-2/);
  }
  expect(argocd.owns).not.toContain("terraform/");
});
