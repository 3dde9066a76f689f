import { describe, expect, test } from "vitest";
import { emitKustomize } from "../../../src/emitters/kustomize/emit.ts";
import { type Factorization, factorize } from "../../../src/emitters/kustomize/factorize.ts";
import type { DesiredUnit, KubernetesObject } from "../../../src/resources/desired.ts";

/** One unit named `payments`, given its objects in each environment. */
const units = (environments: Readonly<Record<string, readonly object[]>>, name = "payments"): readonly DesiredUnit[] =>
  Object.entries(environments).map(([environment, objects]) => ({
    name,
    environment,
    objects: objects as KubernetesObject[],
    origin: ["services", name],
  }));

const deployment = (spec: object, metadata: object = {}): object => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "payments", namespace: "finflow", ...metadata },
  spec,
});

const pod = (container: object, rest: object = {}): object => ({
  template: { spec: { containers: [{ name: "main", ...container }], ...rest } },
});

const configMap = (name: string, data: object): object => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "finflow" },
  data,
});

const overlayOf = (result: Factorization, environment: string): Factorization["overlays"][number] => {
  const overlay = result.overlays.find((one) => one.environment === environment);
  if (!overlay) throw new Error(`no overlay ${environment}`);
  return overlay;
};

const patchIn = (result: Factorization, environment: string): unknown =>
  overlayOf(result, environment).patches[0]?.object;

describe("what is shared stays in the base, what differs is left out of it", () => {
  test("the namespace is the overlay's, the number of replicas too", () => {
    const result = factorize(
      units({ dev: [deployment({ replicas: 1, paused: false })], prod: [deployment({ replicas: 3, paused: false })] }),
    );
    expect(result.base).toEqual([
      {
        file: "deployment.yaml",
        object: { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "payments" }, spec: { paused: false } },
      },
    ]);
    expect(overlayOf(result, "prod")).toEqual({
      environment: "prod",
      namespace: "finflow",
      labels: {},
      resources: [],
      patches: [],
      replicas: [{ name: "payments", count: 3 }],
      images: [],
    });
  });

  test("a patch holds the path to what it adds and nothing else", () => {
    const result = factorize(
      units({
        dev: [deployment(pod({ args: ["serve"], resources: { limits: { memory: "1Gi" }, requests: { cpu: "1" } } }))],
        prod: [deployment(pod({ args: ["serve"], resources: { limits: { memory: "2Gi" }, requests: { cpu: "1" } } }))],
      }),
    );
    expect(patchIn(result, "prod")).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "payments" },
      spec: pod({ resources: { limits: { memory: "2Gi" } } }),
    });
    expect(result.base[0]?.object.spec).toEqual(pod({ args: ["serve"], resources: { requests: { cpu: "1" } } }));
  });

  test("an object that not all environments have is a resource of the overlays that have it", () => {
    const result = factorize(
      units({ dev: [deployment({})], prod: [deployment({}), configMap("payments-tuning", { a: "1" })] }),
    );
    expect(overlayOf(result, "dev").resources).toEqual([]);
    expect(overlayOf(result, "prod").resources.map(({ file }) => file)).toEqual(["config-map-tuning.yaml"]);
  });

  test("an object that shares nothing but its name is no patch of an empty shell", () => {
    const result = factorize(
      units({ dev: [configMap("payments", { A: "1" })], prod: [configMap("payments", { A: "2" })] }),
    );
    expect(result.base).toEqual([]);
    expect(overlayOf(result, "prod").resources.map(({ file }) => file)).toEqual(["config-map.yaml"]);
  });

  test("an empty map that only some environments have is not in the base: it may mean everything", () => {
    const policy = (podSelector: object): object => ({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "payments", namespace: "finflow" },
      spec: { policyTypes: ["Ingress"], podSelector },
    });
    const result = factorize(units({ dev: [policy({})], prod: [policy({ matchLabels: { app: "a" } })] }));
    expect(result.base[0]?.object.spec).toEqual({ policyTypes: ["Ingress"] });
    expect(patchIn(result, "dev")).toMatchObject({ spec: { podSelector: {} } });
  });
});

describe("lists", () => {
  const sidecar = { name: "proxy", image: "proxy:1" };

  test("an item more does not repeat the others", () => {
    const result = factorize(
      units({
        dev: [deployment({ template: { spec: { containers: [{ name: "main", args: ["a"] }] } } })],
        prod: [deployment({ template: { spec: { containers: [{ name: "main", args: ["a"] }, sidecar] } } })],
      }),
    );
    expect(patchIn(result, "prod")).toMatchObject({
      spec: { template: { spec: { containers: [{ name: "main" }, sidecar] } } },
    });
    expect(overlayOf(result, "dev").patches).toEqual([]);
  });

  test("other orders of the same items go whole to the overlays", () => {
    const env = (...names: string[]): object =>
      deployment(pod({ args: [], env: names.map((name) => ({ name, value: name })) }));
    const result = factorize(units({ dev: [env("A", "B")], prod: [env("B", "A")] }));
    expect(result.base[0]?.object.spec).toEqual(pod({ args: [] }));
    expect(patchIn(result, "prod")).toMatchObject({
      spec: pod({
        env: [
          { name: "B", value: "B" },
          { name: "A", value: "A" },
        ],
      }),
    });
  });

  test("variables that refer to one another stay together", () => {
    const env = (host: string): object =>
      deployment(
        pod({
          args: [],
          env: [
            { name: "HOST", value: host },
            { name: "URL", value: "http://$(HOST)" },
          ],
        }),
      );
    const result = factorize(units({ dev: [env("a")], prod: [env("b")] }));
    expect(result.base[0]?.object.spec).toEqual(pod({ args: [] }));
  });

  test("a spread constraint is merged by both of its keys", () => {
    const spread = (maxSkew: number): object =>
      deployment(
        pod(
          {},
          {
            topologySpreadConstraints: [
              { topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule", minDomains: 2, maxSkew },
            ],
          },
        ),
      );
    const result = factorize(units({ dev: [spread(1)], prod: [spread(2)] }));
    expect(patchIn(result, "prod")).toMatchObject({
      spec: {
        template: {
          spec: {
            topologySpreadConstraints: [{ topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule", maxSkew: 2 }],
          },
        },
      },
    });
  });

  test("lists of custom resources are replaced, so they are whole in the overlay", () => {
    const store = (key: string): object => ({
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      metadata: { name: "payments", namespace: "finflow" },
      spec: { refreshInterval: "1h", data: [{ secretKey: "a", remoteRef: { key } }] },
    });
    const result = factorize(units({ dev: [store("dev/a")], prod: [store("prod/a")] }));
    expect(result.base[0]?.object.spec).toEqual({ refreshInterval: "1h" });
    expect(patchIn(result, "prod")).toMatchObject({
      spec: { data: [{ secretKey: "a", remoteRef: { key: "prod/a" } }] },
    });
  });

  test("what a patch would damage stays whole: ports that only sometimes name their protocol, null", () => {
    const twoPorts = (replicas: number): object =>
      deployment({
        ...pod({ ports: [{ containerPort: 53 }, { containerPort: 53, protocol: "UDP" }] }),
        minReadySeconds: replicas,
      });
    const result = factorize(units({ dev: [twoPorts(1)], prod: [twoPorts(2)] }));
    expect(result.base).toEqual([]);
    expect(overlayOf(result, "prod").resources.map(({ file }) => file)).toEqual(["deployment.yaml"]);
  });
});

describe("images", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  const withImage = (image: string): object => deployment(pod({ args: ["serve"], image }));

  test("the base names the image, the overlay says where it is and which", () => {
    const result = factorize(
      units({
        dev: [withImage("1.ecr/finflow/payments:1.0")],
        prod: [withImage(`3.ecr/finflow/payments:1.10@${digest}`)],
      }),
    );
    expect(result.base[0]?.object.spec).toEqual(pod({ args: ["serve"], image: "payments" }));
    expect(overlayOf(result, "dev").images).toEqual([
      { name: "payments", newName: "1.ecr/finflow/payments", newTag: "1.0" },
    ]);
    expect(overlayOf(result, "prod").images).toEqual([
      { name: "payments", newName: "3.ecr/finflow/payments", newTag: "1.10", digest },
    ]);
    expect(overlayOf(result, "prod").patches).toEqual([]);
  });

  test("an image that is the same everywhere stays in the base", () => {
    const result = factorize(units({ dev: [withImage("postgres:17")], prod: [withImage("postgres:17")] }));
    expect(result.base[0]?.object.spec).toEqual(pod({ args: ["serve"], image: "postgres:17" }));
  });

  test("a name that another container's image would answer to is not used", () => {
    const both = (tag: string): object =>
      deployment({
        template: {
          spec: {
            containers: [
              { name: "main", image: `r/payments:${tag}` },
              { name: "old", image: "payments:0" },
            ],
          },
        },
      });
    const result = factorize(units({ dev: [both("1")], prod: [both("2")] }));
    expect(overlayOf(result, "prod").images).toEqual([{ name: "r-payments", newName: "r/payments", newTag: "2" }]);
  });

  test("no image entries beside an object that makes kustomize refuse them", () => {
    const odd = {
      apiVersion: "example.io/v1",
      kind: "Odd",
      metadata: { name: "odd", namespace: "finflow" },
      spec: { template: "a" },
    };
    const result = factorize(units({ dev: [withImage("r/payments:1"), odd], prod: [withImage("r/payments:2"), odd] }));
    expect(overlayOf(result, "prod").images).toEqual([]);
    expect(overlayOf(result, "prod").patches).toHaveLength(1);
  });
});

describe("namespace and labels", () => {
  test("a label that all objects of an environment carry is the overlay's", () => {
    const labelled = (environment: string): readonly object[] => [
      deployment({ paused: true }, { labels: { app: "payments", environment } }),
      {
        ...configMap("payments", { a: "1" }),
        metadata: { name: "payments", namespace: "finflow", labels: { environment } },
      },
    ];
    const result = factorize(units({ dev: labelled("dev"), prod: labelled("prod") }));
    expect(overlayOf(result, "prod").labels).toEqual({ environment: "prod" });
    expect(overlayOf(result, "prod").patches).toEqual([]);
    expect(result.base.map(({ object }) => object.metadata.labels)).toEqual([{ app: "payments" }, undefined]);
  });

  test.each([
    [
      "a cluster-scoped kind that kustomize does not know",
      { apiVersion: "karpenter.sh/v1", kind: "NodePool", metadata: { name: "apps" } },
    ],
    ["a Namespace of another name", { apiVersion: "v1", kind: "Namespace", metadata: { name: "kafka" } }],
    ["an object in another namespace", { ...configMap("a", {}), metadata: { name: "a", namespace: "kafka" } }],
    [
      "a subject named default of another namespace",
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "RoleBinding",
        metadata: { name: "a", namespace: "finflow" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "a" },
        subjects: [{ kind: "ServiceAccount", name: "default", namespace: "kafka" }],
      },
    ],
  ])("objects carry their own namespaces beside %s", (_, other) => {
    const result = factorize(units({ dev: [deployment({}), other], prod: [deployment({}), other] }));
    expect(overlayOf(result, "prod").namespace).toBeUndefined();
    expect(result.base.find(({ object }) => object.kind === "Deployment")?.object.metadata.namespace).toBe("finflow");
  });

  test.each([
    ["a Namespace of that name", { apiVersion: "v1", kind: "Namespace", metadata: { name: "finflow" } }],
    [
      "a PriorityClass",
      { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata: { name: "high" }, value: 1 },
    ],
  ])("the overlay sets the namespace beside %s", (_, other) => {
    const result = factorize(units({ dev: [deployment({}), other] }));
    expect(overlayOf(result, "dev").namespace).toBe("finflow");
  });
});

describe("files", () => {
  const filesOf = (objects: readonly object[], name = "payments"): readonly string[] =>
    factorize(units({ dev: objects }, name))
      .base.map(({ file }) => file)
      .sort();

  test("are named after kind and object, without the name of the unit", () => {
    expect(
      filesOf([deployment({}), configMap("payments-scripts", {}), configMap("other", {})], "databases/payments"),
    ).toEqual(["config-map-other.yaml", "config-map-scripts.yaml", "deployment.yaml"]);
  });

  test("do not clash: same kind in two groups, same short name, the name kustomize reads", () => {
    const of = (apiVersion: string, kind: string, name: string): object => ({ apiVersion, kind, metadata: { name } });
    expect(
      filesOf([
        of("postgresql.cnpg.io/v1", "Cluster", "payments"),
        of("other.example/v1", "Cluster", "payments"),
        of("v1", "ConfigMap", "scripts"),
        of("v1", "ConfigMap", "payments-scripts"),
        of("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "payments"),
        of("karpenter.k8s.aws/v1", "EC2NodeClass", "payments"),
      ]),
    ).toEqual([
      "cluster-payments-other.example-v1.yaml",
      "cluster-payments-postgresql.cnpg.io-v1.yaml",
      "config-map-payments-scripts.yaml",
      "config-map-scripts.yaml",
      "ec2-node-class.yaml",
      "kustomization-payments.yaml",
    ]);
  });

  test("read without explanation", () => {
    const of = (environment: string, replicas: number, image: string, memory: string): readonly object[] => [
      deployment(
        { replicas, ...pod({ image, resources: { requests: { cpu: "250m" }, limits: { memory } } }) },
        { labels: { app: "payments", environment } },
      ),
    ];
    const files = emitKustomize(
      units(
        { prod: of("prod", 3, "3.ecr/payments:1.4.2", "1Gi"), dev: of("dev", 1, "1.ecr/payments:1.5.0", "512Mi") },
        "databases/payments",
      ),
      () => "specs/finflow.yaml",
    );
    const text = (path: string): string | undefined => files.find((file) => file.path === path)?.body;
    expect(files.map(({ path }) => path)).toEqual([
      "envs/dev/databases/payments/deployment.yaml",
      "envs/dev/databases/payments/kustomization.yaml",
      "envs/prod/databases/payments/deployment.yaml",
      "envs/prod/databases/payments/kustomization.yaml",
      "generated/kubernetes/databases/payments/deployment.yaml",
      "generated/kubernetes/databases/payments/kustomization.yaml",
    ]);
    expect(text("envs/prod/databases/payments/kustomization.yaml")).toBe(`apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
- ../../../../generated/kubernetes/databases/payments
namespace: finflow
labels:
- pairs:
    environment: prod
patches:
- path: deployment.yaml
images:
- name: payments
  newName: 3.ecr/payments
  newTag: "1.4.2"
`);
    expect(text("envs/prod/databases/payments/deployment.yaml")).toBe(`apiVersion: apps/v1
kind: Deployment
metadata:
  name: payments
spec:
  replicas: 3
  template:
    spec:
      containers:
      - name: main
        resources:
          limits:
            memory: 1Gi
`);
  });
});
