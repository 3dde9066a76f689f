import fc from "fast-check";
import type { DesiredUnit, KubernetesObject } from "../../src/resources/desired.ts";

const words = [
  "a",
  "b",
  "on",
  "null",
  "1",
  "0775",
  "$(A)",
  "line\nbreak\n",
  " x",
  "y: z",
  "é",
  "~",
  "1e3",
  "",
] as const;
const text = fc.constantFrom(...words);
const count = fc.integer({ min: 0, max: 4 });
/** Each field is missing now and then, so that what two environments have in common is more than a name. */
const optional = <T>(fields: { [Key in keyof T]: fc.Arbitrary<T[Key]> }): fc.Arbitrary<Partial<T>> =>
  fc
    .record(
      Object.fromEntries(
        Object.entries<fc.Arbitrary<unknown>>(fields).map(([key, value]) => [
          key,
          fc.option(value, { freq: 6, nil: undefined }),
        ]),
      ),
    )
    .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Partial<T>);
const strings = fc.dictionary(fc.constantFrom("a", "b", "tier", "on", "x/y", "constructor"), text, { maxKeys: 4 });
/** Lists of items that kustomize identifies; now and then with a duplicate, which it would collapse. */
const keyed = <T extends object>(keys: readonly string[], item: (key: string) => fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc
    .oneof(
      { weight: 20, arbitrary: fc.constant([...keys]) },
      { weight: 5, arbitrary: fc.shuffledSubarray([...keys]) },
      { weight: 5, arbitrary: fc.subarray([...keys]) },
      { weight: 1, arbitrary: fc.array(fc.constantFrom(...keys), { maxLength: 3 }) },
    )
    .chain((chosen) => fc.tuple(...chosen.map(item)));

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const image = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .tuple(
        fc.constantFrom("", "registry.example/", "111.dkr.ecr.us-west-2.amazonaws.com/team/", "localhost:5000/"),
        fc.constantFrom("payments", "auth", "web.ui"),
        fc.constantFrom("", ":1.10", ":latest"),
        fc.constantFrom("", `@${digest}`),
      )
      .map((parts) => parts.join("")),
  },
  { weight: 1, arbitrary: fc.constantFrom("payments", "odd image", "$(IMAGE)", "a@b", "payments:@", "Payments:1") },
);

/** Mostly all or none of the ports name their protocol; kustomize mistakes a mixture. */
const protocols = fc.oneof(
  { weight: 4, arbitrary: fc.constant([undefined]) },
  { weight: 4, arbitrary: fc.constant(["TCP", "UDP"]) },
  { weight: 1, arbitrary: fc.constant(["TCP", undefined]) },
);

const ports = (field: string): fc.Arbitrary<unknown[]> =>
  protocols
    .chain((some) =>
      fc.uniqueArray(fc.tuple(fc.constantFrom(80, 81, 443), fc.constantFrom(...some)), {
        maxLength: 4,
        selector: ([number, protocol]) => `${number}${protocol}`,
      }),
    )
    .chain((list) =>
      fc.tuple(
        ...list.map(([number, protocol]) =>
          optional({ name: text, targetPort: count }).map((rest) => ({
            ...rest,
            [field]: number,
            ...(protocol && { protocol }),
          })),
        ),
      ),
    );

const environmentVariable = (name: string): fc.Arbitrary<object> =>
  fc.oneof(
    text.map((value) => ({ name, value })),
    fc.constant({ name, valueFrom: { secretKeyRef: { name: "s", key: "k" } } }),
    fc.constant({ name }),
  );

const container = (name: string): fc.Arbitrary<object> =>
  optional({
    image,
    args: fc.array(text, { maxLength: 3 }),
    env: keyed(["A", "B", "C", "D"], environmentVariable),
    envFrom: fc.subarray([{ configMapRef: { name: "a" } }, { secretRef: { name: "b" } }]),
    ports: ports("containerPort"),
    resources: optional({ limits: strings, requests: strings }),
    securityContext: optional({ capabilities: fc.constantFrom({ drop: ["ALL"] }, { drop: [] }), runAsUser: count }),
    volumeMounts: keyed(["/a", "/b", "/c"], (mountPath) => text.map((subPath) => ({ name: "v", mountPath, subPath }))),
  }).map((fields) => ({ name, ...fields }));

const constraint = fc.record(
  {
    topologyKey: fc.constantFrom("zone", "host"),
    whenUnsatisfiable: fc.constantFrom("DoNotSchedule", "ScheduleAnyway"),
    maxSkew: count,
  },
  { requiredKeys: ["topologyKey"] },
);

const podSpec = optional({
  containers: keyed(["main", "proxy", "log"], container),
  initContainers: keyed(["init", "wait"], container),
  nodeSelector: strings,
  topologySpreadConstraints: fc.array(constraint, { maxLength: 3 }),
  tolerations: fc.array(optional({ key: text, operator: text }), { maxLength: 2 }),
  volumes: keyed(["v", "w", "z"], (name) =>
    fc.constantFrom({ name, emptyDir: {} }, { name, configMap: { name: "c" } }, { name, secret: { secretName: "s" } }),
  ),
  imagePullSecrets: keyed(["p", "q"], (name) => fc.constant({ name })),
  securityContext: optional({ fsGroup: count }),
  serviceAccountName: text,
});

const podTemplate = optional({ metadata: optional({ labels: strings, annotations: strings }), spec: podSpec });
const selector = optional({ matchLabels: strings });
const peers = fc.array(optional({ podSelector: selector, namespaceSelector: selector }), { maxLength: 2 });
const rules = fc.array(optional({ from: peers, ports: ports("port") }), { maxLength: 2 });

/** Anything a custom resource may hold, `null` and a directive of strategic merge included. */
const anything: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(text, count, fc.boolean(), fc.constant(null), fc.constant({ apiVersion: "v1", kind: "Pod" })),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "name", "containers", "image", "null", "$patch", "items"), tie("value"), {
      maxKeys: 3,
    }),
  ),
})).value as fc.Arbitrary<unknown>;
const spec = fc.dictionary(fc.constantFrom("a", "b", "list", "template", "containers"), anything, { maxKeys: 4 });

const workload = optional({ replicas: count, selector, template: podTemplate, strategy: optional({ type: text }) });
/** What differs between environments most often: replicas and images. */
const scaled = fc.record({
  replicas: count,
  template: image.map((main) => ({
    spec: {
      containers: [
        { name: "main", image: main },
        { name: "proxy", image: "proxy:1" },
      ],
    },
  })),
});
const subject = fc.record({
  kind: fc.constantFrom("ServiceAccount", "User"),
  name: fc.constantFrom("payments", "default", "x"),
  namespace: fc.constantFrom("finflow", "other"),
});

/** The kinds of a unit: type, whether it lives in a namespace, and the rest of its fields. */
const kinds: readonly (readonly [string, string, boolean, fc.Arbitrary<object>])[] = [
  ["apps/v1", "Deployment", true, fc.record({ spec: workload })],
  ["apps/v1", "Deployment", true, fc.record({ spec: scaled })],
  ["apps/v1", "StatefulSet", true, fc.record({ spec: scaled })],
  ["apps/v1", "StatefulSet", true, fc.record({ spec: workload })],
  [
    "batch/v1",
    "CronJob",
    true,
    fc.record({
      spec: optional({ schedule: text, jobTemplate: fc.record({ spec: fc.record({ template: podTemplate }) }) }),
    }),
  ],
  ["v1", "Service", true, fc.record({ spec: optional({ ports: ports("port"), selector: strings, type: text }) })],
  ["v1", "ConfigMap", true, optional({ data: strings })],
  [
    "v1",
    "ServiceAccount",
    true,
    optional({ automountServiceAccountToken: fc.boolean(), imagePullSecrets: fc.constant([{ name: "p" }]) }),
  ],
  [
    "networking.k8s.io/v1",
    "NetworkPolicy",
    true,
    fc.record({
      spec: optional({
        podSelector: selector,
        ingress: rules,
        policyTypes: fc.constantFrom(["Ingress"], ["Egress"], []),
      }),
    }),
  ],
  [
    "autoscaling/v2",
    "HorizontalPodAutoscaler",
    true,
    fc.record({
      spec: optional({
        maxReplicas: count,
        metrics: fc.array(spec, { maxLength: 2 }),
        scaleTargetRef: fc.constant({ apiVersion: "apps/v1", kind: "Deployment", name: "payments" }),
      }),
    }),
  ],
  [
    "policy/v1",
    "PodDisruptionBudget",
    true,
    fc.record({ spec: optional({ minAvailable: fc.oneof(count, text), selector }) }),
  ],
  ["external-secrets.io/v1", "ExternalSecret", true, fc.record({ spec })],
  ["postgresql.cnpg.io/v1", "Cluster", true, fc.record({ spec })],
  ["other.example/v1", "Cluster", true, fc.record({ spec })],
  ["example.io/v1", "ClusterThing", false, fc.record({ spec })],
  ["v1", "Namespace", false, fc.constant({})],
  ["scheduling.k8s.io/v1", "PriorityClass", false, optional({ value: count, description: text })],
  [
    "rbac.authorization.k8s.io/v1",
    "RoleBinding",
    true,
    fc.record({
      roleRef: fc.constant({ apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "r" }),
      subjects: fc.array(subject, { maxLength: 2 }),
    }),
  ],
];

const names = ["payments", "payments-scripts", "finflow", "Odd:Name"] as const;
const environmentNames = ["dev", "prod", "staging", "test"] as const;

/** Takes each field from one value or the other, at every depth: what two environments of one platform look like. */
function blend(a: unknown, b: unknown, choose: () => number): unknown {
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length === b.length && choose() < 3) return a.map((item, index) => blend(item, b[index], choose));
    return choose() < 3 ? a : b;
  }
  if (
    typeof a !== "object" ||
    typeof b !== "object" ||
    a === null ||
    b === null ||
    Array.isArray(a) ||
    Array.isArray(b)
  ) {
    return choose() < 3 ? a : b;
  }
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return Object.fromEntries(
    keys.flatMap((key) => {
      if (Object.hasOwn(left, key) && Object.hasOwn(right, key)) return [[key, blend(left[key], right[key], choose)]];
      return choose() < 2 ? [[key, Object.hasOwn(left, key) ? left[key] : right[key]]] : [];
    }),
  );
}

interface Blueprint {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespaced: boolean;
  readonly variants: readonly [object, object];
  readonly metadata: readonly [object, object];
  /** Per environment: absent (0), else how to blend the variants. */
  readonly choices: readonly (readonly number[])[];
}

const metadata = optional({ labels: strings, annotations: strings });

const blueprint: fc.Arbitrary<Blueprint> = fc.constantFrom(...kinds).chain(([apiVersion, kind, namespaced, body]) =>
  fc.record({
    apiVersion: fc.constant(apiVersion),
    kind: fc.constant(kind),
    name: fc.oneof(
      { weight: 3, arbitrary: fc.constant(names[0]) },
      { weight: 1, arbitrary: fc.constantFrom(...names) },
    ),
    namespaced: fc.constant(namespaced),
    variants: fc.tuple(body, body),
    metadata: fc.tuple(metadata, metadata),
    choices: fc.tuple(
      ...environmentNames.map(() => fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 12 })),
    ),
  }),
);

/** One unit in one to four environments. */
export const unitSet: fc.Arbitrary<readonly DesiredUnit[]> = fc
  .record({
    name: fc.constantFrom("payments", "databases", "databases/payments", "a/b/c"),
    environments: fc.subarray([...environmentNames], { minLength: 1 }),
    blueprints: fc.uniqueArray(blueprint, {
      minLength: 1,
      maxLength: 7,
      selector: ({ apiVersion, kind, name }) => `${apiVersion}/${kind}/${name}`,
    }),
    namespaces: fc.constantFrom("one", "two", "per environment", "none"),
    labels: fc.boolean(),
  })
  .map(({ name, environments, blueprints, namespaces, labels }) =>
    environments.map((environment, index): DesiredUnit => {
      const objects = blueprints.flatMap((one, row) => {
        const choices = one.choices[index] ?? [];
        if (choices[0] === 0 && row > 0) return [];
        let turn = 0;
        const choose = (): number => (choices[turn++ % choices.length] ?? 0) % 4;
        const [a, b] = one.variants;
        const fields = blend(a, b, choose) as object;
        const meta = blend(...one.metadata, choose) as { labels?: object };
        const namespace = {
          one: "finflow",
          two: row % 2 ? "finflow" : "other",
          "per environment": `finflow-${environment}`,
          none: undefined,
        };
        const placed = one.namespaced ? namespace[namespaces as keyof typeof namespace] : undefined;
        return [
          {
            apiVersion: one.apiVersion,
            kind: one.kind,
            metadata: {
              name: one.name,
              ...(placed && { namespace: placed }),
              ...meta,
              ...(labels && { labels: { ...meta.labels, environment } }),
            },
            ...fields,
          } as KubernetesObject,
        ];
      });
      return { name, environment, objects, origin: ["services", name] };
    }),
  );
