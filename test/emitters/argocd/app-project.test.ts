import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { groupOf, isClusterScoped } from "../../../src/catalog/cluster-scoped-kinds.ts";
import type { KubernetesObject } from "../../../src/resources/desired.ts";
import { applicationsOfUnits, contextWith, emitted, object } from "./argocd-context.ts";

const project = (units: Readonly<Record<string, readonly KubernetesObject[]>>, environment = {}) =>
  emitted(contextWith(units, { environment }))["argocd/prod/project.yaml"];

const NAMESPACED = [
  "v1/ConfigMap",
  "v1/Service",
  "apps/v1/Deployment",
  "kafka.strimzi.io/v1/Kafka",
  "postgresql.cnpg.io/v1/Cluster",
  "other.example/v1/Cluster",
];
const CLUSTER = [
  "v1/Namespace",
  "scheduling.k8s.io/v1/PriorityClass",
  "rbac.authorization.k8s.io/v1/ClusterRole",
  "external-secrets.io/v1/ClusterSecretStore",
];

const anyObject = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...NAMESPACED),
      fc.constantFrom("a", "b", "c-d"),
      fc.constantFrom("shop-prod", "watch", "kube-system"),
    )
    .map((parts) => object(...parts)),
  fc.tuple(fc.constantFrom(...CLUSTER), fc.constantFrom("a", "b", "c-d")).map((parts) => object(...parts)),
);
const anyUnits = fc.dictionary(
  fc.constantFrom("web", "platform", "monitoring", "databases/web", "messaging/kafka"),
  fc.array(anyObject, { maxLength: 6 }),
  { minKeys: 1 },
);

/** What Argo CD asks of a project about one object (`IsResourcePermitted` in app_project_types.go), without patterns. */
function permits({ spec }: ReturnType<typeof project>, cluster: string, one: KubernetesObject): boolean {
  const { name, namespace } = one.metadata;
  const is = (item: { group: string; kind: string }) =>
    item.group === groupOf(one.apiVersion) && item.kind === one.kind;
  if (namespace === undefined)
    return spec.clusterResourceWhitelist.some(
      (item: { group: string; kind: string; name: string }) => is(item) && item.name === name,
    );
  const reaches = spec.destinations.some(
    (to: { name: string; namespace: string }) => to.name === cluster && to.namespace === namespace,
  );
  return reaches && spec.namespaceResourceWhitelist.some(is);
}

const stringsIn = (value: unknown): string[] =>
  typeof value === "string" ? [value] : Object.values(value ?? {}).flatMap(stringsIn);

describe("AppProject of an environment", () => {
  test("of a few units", () => {
    const { metadata, spec } = project({
      platform: [object("v1/Namespace", "shop-prod"), object("scheduling.k8s.io/v1/PriorityClass", "shop-high")],
      web: [object("apps/v1/Deployment", "web", "shop-prod"), object("v1/Service", "web", "shop-prod")],
      monitoring: [object("v1/Service", "prometheus", "watch")],
    });
    expect(metadata).toMatchObject({ name: "shop-prod", namespace: "argocd" });
    expect(spec).toEqual({
      description: "What shop may hold in prod.",
      sourceRepos: ["https://git.shop.example/ops/shop.git"],
      destinations: [
        { name: "shop", namespace: "shop-prod" },
        { name: "shop", namespace: "watch" },
      ],
      clusterResourceWhitelist: [
        { group: "", kind: "Namespace", name: "shop-prod" },
        { group: "scheduling.k8s.io", kind: "PriorityClass", name: "shop-high" },
      ],
      namespaceResourceWhitelist: [
        { group: "", kind: "Service" },
        { group: "apps", kind: "Deployment" },
      ],
      orphanedResources: { warn: true },
    });
  });

  test("property: admits every object, nothing that no unit has, and has no pattern", () => {
    fc.assert(
      fc.property(anyUnits, (units) => {
        const context = contextWith(units);
        const files = emitted(context);
        const found = files["argocd/prod/project.yaml"];
        const all = Object.values(units).flat();
        for (const one of all) expect(permits(found, "shop", one)).toBe(true);

        const { destinations, clusterResourceWhitelist, namespaceResourceWhitelist } = found.spec;
        const applications = applicationsOfUnits(files);
        const namespaces = new Set([
          ...all.flatMap(({ metadata }) => metadata.namespace ?? []),
          ...applications.map(([, application]) => application.spec.destination.namespace),
        ]);
        expect(destinations.map((to: { namespace: string }) => to.namespace)).toEqual([...namespaces].sort());
        const scoped = all.filter(isClusterScoped);
        const key = (one: KubernetesObject) => `${groupOf(one.apiVersion)}/${one.kind}`;
        expect(clusterResourceWhitelist).toHaveLength(
          new Set(scoped.map((one) => `${key(one)}/${one.metadata.name}`)).size,
        );
        expect(namespaceResourceWhitelist).toHaveLength(
          new Set(all.filter((one) => !isClusterScoped(one)).map(key)).size,
        );
        const strings = stringsIn([found.spec, files["argocd/bootstrap/project.yaml"].spec]);
        expect(strings.filter((text) => /[*?[\]{}!\\]/.test(text))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test("does not depend on the order of units and objects", () => {
    fc.assert(
      fc.property(anyUnits, (units) => {
        const reversed = Object.fromEntries(
          Object.entries(units)
            .toReversed()
            .map(([name, objects]) => [name, objects.toReversed()]),
        );
        expect(project(reversed)).toEqual(project(units));
      }),
      { numRuns: 50 },
    );
  });

  test("sync windows name the cluster, speak Go's durations and let people through", () => {
    const window = {
      kind: "deny",
      schedule: "0 18 * * 5",
      duration: 2.5 * 86_400_000,
      timeZone: "Europe/Berlin",
    } as const;
    const gitops = { revision: "main", automated: true, syncWindows: [window, { ...window, duration: 5_400_000 }] };
    const { syncWindows } = project({ web: [object("v1/Service", "web", "shop-prod")] }, { gitops }).spec;
    expect(syncWindows).toEqual([
      {
        kind: "deny",
        schedule: "0 18 * * 5",
        duration: "60h",
        timeZone: "Europe/Berlin",
        clusters: ["shop"],
        manualSync: true,
      },
      expect.objectContaining({ duration: "90m" }),
    ]);
  });
});
