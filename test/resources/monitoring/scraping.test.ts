import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { operatorMetrics } from "../../../src/catalog/operator-metrics.ts";
import type { CompiledEnvironment } from "../../../src/emitters/emitter.ts";
import { type PodSet, podsOf } from "../../../src/reach/pods.ts";
import { reachOf } from "../../../src/reach/reach.ts";
import type { KubernetesObject } from "../../../src/resources/desired.ts";
import { spec, specText } from "../../arbitraries/spec.ts";
import { type SpecParts, tester } from "../../tester.ts";

// biome-ignore lint/suspicious/noExplicitAny: fields of objects under test
type Value = any;

const PROMETHEUS = "observability/prometheus";

/** Pods that a monitor of an environment scrapes, with the number of the port, and what is wrong with it (FF28). */
function scrapes(objects: readonly KubernetesObject[], { kind, metadata, spec }: Value) {
  const problems: string[] = [];
  const namespaces: readonly string[] = spec.namespaceSelector?.matchNames ?? [metadata.namespace];
  const has = (labels: object | undefined, wanted: Readonly<Record<string, string>>) =>
    Object.entries(wanted).every(([key, value]) => (labels as Record<string, string> | undefined)?.[key] === value);

  const prometheus = objects.find((one) => one.kind === "Prometheus" && one.metadata.name === "prometheus") as Value;
  const own = objects.find((one) => one.kind === "Namespace" && one.metadata.name === metadata.namespace);
  if (!has(own?.metadata.labels, prometheus.spec.serviceMonitorNamespaceSelector.matchLabels))
    problems.push(`no Prometheus looks into ${metadata.namespace}`);
  for (const namespace of namespaces) {
    const isBound = objects.some(
      (one: Value) =>
        one.kind === "RoleBinding" &&
        one.metadata.namespace === namespace &&
        one.subjects.some((subject: Value) => subject.name === prometheus.spec.serviceAccountName),
    );
    if (!isBound) problems.push(`Prometheus may not look for pods in ${namespace}`);
  }
  const pods = podsOf(objects).filter((pod) => namespaces.includes(pod.namespace));
  const selected =
    kind === "PodMonitor"
      ? pods.filter((pod) => has(pod.labels, spec.selector.matchLabels))
      : objects
          .filter((one) => one.kind === "Service" && namespaces.includes(one.metadata.namespace ?? ""))
          .filter((one) => has(one.metadata.labels, spec.selector.matchLabels))
          .flatMap((service: Value) =>
            pods.filter(
              (pod) => pod.namespace === service.metadata.namespace && has(pod.labels, service.spec.selector ?? {}),
            ),
          );
  const targets = (spec.endpoints ?? spec.podMetricsEndpoints).flatMap(({ port }: Value) => {
    const found = selected.flatMap((pod) =>
      pod.ports.filter(({ name }) => name === port).map((one) => ({ pod, port: one.port })),
    );
    if (found.length === 0) problems.push(`no pod has a port ${port}`);
    return found;
  });
  return { targets: targets as { pod: PodSet; port: number }[], problems };
}

const isForeign = ({ spec, metadata }: Value): boolean =>
  (spec.namespaceSelector?.matchNames ?? [metadata.namespace]).some(
    (namespace: string) => !["observability", "node-agents"].includes(namespace) && !namespace.startsWith("shop-"),
  );

/** What is wrong with the ways of Prometheus in an environment, and how many there are. */
function judged({ units }: CompiledEnvironment): { readonly problems: string[]; readonly scraped: number } {
  const objects = units.flatMap((unit) => unit.objects);
  const monitors = objects.filter(({ kind }) => kind === "ServiceMonitor" || kind === "PodMonitor");
  const { connections, outside } = reachOf(objects);
  const open = new Set(connections.map(({ from, to, port }) => `${from} ${to} ${port}`));
  const problems: string[] = [];
  let scraped = 0;
  for (const monitor of monitors.filter((one) => !isForeign(one))) {
    const { targets, problems: own } = scrapes(objects, monitor);
    const at = `${monitor.kind} ${monitor.metadata.namespace}/${monitor.metadata.name}`;
    problems.push(...own.map((problem) => `${at}: ${problem}`));
    for (const { pod, port } of targets) {
      const to = `${pod.namespace}/${pod.name}`;
      scraped++;
      const isOpen = pod.usesHostNetwork
        ? outside.some((one) => one.pod === PROMETHEUS && one.direction === "egress" && one.port === port)
        : to === PROMETHEUS || open.has(`${PROMETHEUS} ${to} ${port}`);
      if (!isOpen) problems.push(`${at}: Prometheus does not reach ${to} at ${port}`);
    }
  }
  return { problems, scraped };
}

const compiled = (parts: SpecParts) => tester.platform(tester.specOf(parts)).environments[0] as CompiledEnvironment;
const services = { web: { metrics: { port: 9464 } }, api: {}, quiet: { metrics: false } };

describe("FF28: every monitor", () => {
  test("finds a named port of pods that Prometheus may look for, and reaches it, in random specs", () => {
    let scraped = 0;
    fc.assert(
      fc.property(spec, (data) => {
        for (const environment of tester.platform(specText(data)).environments) {
          const found = judged(environment);
          expect(found.problems).toEqual([]);
          scraped += found.scraped;
        }
      }),
      { numRuns: 25 },
    );
    expect(scraped).toBeGreaterThan(150);
  }, 300_000);

  test("control: a port that nobody has, a closed one and a namespace without rights are found", () => {
    const { units, ...rest } = compiled({ services });
    const changed = (kind: string, namespace: string, name: string, change: (object: Value) => void) => {
      const copies = structuredClone(units);
      for (const one of copies.flatMap(({ objects }) => objects)) {
        const { metadata } = one;
        if (one.kind === kind && metadata.namespace === namespace && metadata.name === name) change(one);
      }
      return judged({ ...rest, units: copies }).problems;
    };
    const misspell = ({ spec }: Value) => Object.assign(spec.endpoints[0], { port: "metricz" });
    expect(changed("ServiceMonitor", "shop-prod", "web", misspell)).toEqual([
      "ServiceMonitor shop-prod/web: no pod has a port metricz",
    ]);
    expect(changed("NetworkPolicy", "shop-prod", "web", ({ spec }) => Object.assign(spec, { ingress: [] }))).toEqual([
      "ServiceMonitor shop-prod/web: Prometheus does not reach shop-prod/web at 9464",
    ]);
    const unbind = (binding: Value) => Object.assign(binding, { subjects: [] });
    const unbound = changed("RoleBinding", "node-agents", "prometheus", unbind);
    expect(unbound).toContain("PodMonitor node-agents/node-exporter: Prometheus may not look for pods in node-agents");
  });

  test("of an operator looks where its chart runs it, with the rights and the way", () => {
    const objects = compiled({
      services: { ...services, store: { database: { size: "10Gi" }, publishes: ["a"], consumes: ["a"] } },
      topics: { a: {} },
      environment: { database: { engine: "cnpg" } },
    }).units.flatMap((unit) => unit.objects);
    const monitors = objects.filter((one) => isMonitor(one) && operatorMetrics.has(one.metadata.name)) as Value[];
    expect(monitors.map(({ metadata }) => metadata.name).toSorted()).toEqual(
      expect.arrayContaining([
        "cloudnative-pg",
        "cluster-autoscaler",
        "external-secrets",
        "prometheus-operator",
        "strimzi",
      ]),
    );
    const policy = objects.find((one) => one.kind === "NetworkPolicy" && one.metadata.name === "prometheus") as Value;
    for (const { metadata, spec } of monitors) {
      const [namespace] = spec.namespaceSelector.matchNames;
      expect(objects.some((one) => one.kind === "RoleBinding" && one.metadata.namespace === namespace)).toBe(true);
      const { pods, port, number } = operatorMetrics.get(metadata.name) ?? {};
      expect(spec.podMetricsEndpoints).toMatchObject([port === undefined ? { portNumber: number } : { port }]);
      expect(policy.spec.egress).toContainEqual({
        to: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
            podSelector: { matchLabels: pods },
          },
        ],
        ports: [{ port: number, protocol: "TCP" }],
      });
    }
  });
});

const isMonitor = ({ kind }: KubernetesObject): boolean => kind === "PodMonitor" || kind === "ServiceMonitor";

describe("a service", () => {
  test("is scraped under its name, at the port and path that it says", () => {
    const { spec } = tester.object({ services: { web: { metrics: { path: "/m" } } } }, "web", "ServiceMonitor");
    expect(spec.endpoints).toHaveLength(1);
    expect(spec.endpoints[0]).toMatchObject({ port: "http", path: "/m", interval: "30s" });
    const labels = spec.endpoints[0].relabelings.map(({ targetLabel, replacement }: Value) => [
      targetLabel,
      replacement,
    ]);
    expect(labels).toEqual([
      ["job", "web"],
      ["service", "web"],
    ]);
  });

  test("without metrics is not scraped", () => {
    expect(tester.objects({ services }, "quiet").filter(isMonitor)).toEqual([]);
  });

  test("law 10: changes nothing in the unit of the watchers, whatever it is", () => {
    const before = tester.objects({ services: { web: {} } }, "monitoring");
    expect(tester.objects({ services }, "monitoring")).toEqual(before);
  });
});
