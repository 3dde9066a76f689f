import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { isClusterScoped } from "../../src/catalog/cluster-scoped-kinds.ts";
import type { CompiledEnvironment } from "../../src/emitters/emitter.ts";
import { podDemandsOf } from "../../src/resources/demands.ts";
import type { KubernetesObject } from "../../src/resources/desired.ts";
import { peakOf } from "../../src/resources/peak.ts";
import { parseCpu, parseMemory } from "../../src/schema/quantity.ts";
import { spec, specText } from "../arbitraries/spec.ts";
import { tester } from "../tester.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a field holds is what is tested
type Object = any;

const SPECS = 60;

/** Names that others are made of: of hosts, of pods, of Jobs with a time. */
const LONGEST: Readonly<Record<string, number>> = { Service: 63, StatefulSet: 52, CronJob: 52, Deployment: 63 };

/** Objects of one environment. */
interface Sample {
  readonly compiled: CompiledEnvironment;
  /** Of every unit. */
  readonly all: readonly KubernetesObject[];
  /** Of a kind, of the services themselves and what they share: the units `platform` and `<service>`, in their namespace. */
  readonly of: (kind: string) => readonly Object[];
}

describe("every valid spec", () => {
  const samples: Sample[] = [];

  beforeAll(() => {
    fc.assert(
      fc.property(spec, (data) => {
        const { environments, diagnostics } = tester.platform(specText(data));
        expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
        for (const compiled of environments) {
          const all = compiled.units.flatMap(({ objects }) => objects);
          const { namespace, services } = compiled.environment;
          const own = new Set(["platform", ...services.map(({ name }) => name)]);
          const byKind = Map.groupBy(
            compiled.units
              .filter(({ name }) => own.has(name))
              .flatMap(({ objects }) => objects)
              .filter(({ metadata }) => metadata.namespace === undefined || metadata.namespace === namespace),
            ({ kind }) => kind,
          );
          samples.push({ compiled, all, of: (kind) => byKind.get(kind) ?? [] });
        }
      }),
      { numRuns: SPECS },
    );
  });

  const each = (check: (sample: Sample) => void): void => {
    expect(samples.length).toBeGreaterThanOrEqual(SPECS);
    for (const sample of samples) check(sample);
  };

  test("gives each object once, in a namespace of ours, as plain data", () =>
    each(({ compiled, all, of }) => {
      const ids = all.map(
        ({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.namespace ?? ""} ${metadata.name}`,
      );
      expect(new Set(ids).size).toBe(ids.length);
      const own = new Set(of("Namespace").map(({ metadata }) => metadata.name));
      for (const object of all) {
        const { namespace } = object.metadata;
        expect(namespace === undefined, `${object.kind} ${object.metadata.name}`).toBe(isClusterScoped(object));
        // In others' namespaces lie only the rights to find what Prometheus scrapes there.
        if (namespace !== undefined && !own.has(namespace)) expect(["Role", "RoleBinding"]).toContain(object.kind);
        expect(object.metadata.labels?.["finflow.io/environment"]).toBe(compiled.environment.name);
        expect(structuredClone(object)).toStrictEqual(object);
        expect(JSON.parse(JSON.stringify(object))).toStrictEqual(object);
      }
    }));

  test("FF48: names no Secret with data", () => each(({ of }) => expect(of("Secret")).toEqual([])));

  test("FF46: has names and labels that the API server admits", () =>
    each(({ all }) => {
      for (const { kind, metadata } of all) {
        expect(metadata.name, kind).toMatch(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/);
        expect(metadata.name.length, kind).toBeLessThanOrEqual(LONGEST[kind] ?? 253);
        for (const value of Object.values(metadata.labels ?? {})) expect(value).toMatch(/^[A-Za-z0-9._-]{1,63}$/);
      }
    }));

  test("FF01: selects its own pods and no others", () =>
    each(({ of }) => {
      const pods = of("Deployment").map((deployment) => deployment.spec.template.metadata.labels);
      const selected = (labels: Record<string, string>) => pods.filter((pod) => isSubset(labels, pod)).length;
      for (const { spec } of of("Deployment")) expect(selected(spec.selector.matchLabels)).toBe(1);
      for (const { spec } of of("Service")) expect(selected(spec.selector)).toBe(1);
      for (const { spec } of of("PodDisruptionBudget")) expect(selected(spec.selector.matchLabels)).toBe(1);
      for (const { spec } of of("NetworkPolicy")) {
        expect(selected(spec.podSelector.matchLabels ?? {})).toBe(spec.podSelector.matchLabels ? 1 : pods.length);
      }
      for (const { spec } of of("Deployment")) {
        for (const { labelSelector } of spec.template.spec.topologySpreadConstraints) {
          expect(labelSelector.matchLabels).toEqual(spec.selector.matchLabels);
        }
      }
    }));

  test("law 3: refers only to what is there", () =>
    each(({ compiled, all, of }) => {
      const names = (kind: string) => new Set(of(kind).map(({ metadata }) => metadata.name));
      const secrets = new Map(
        of("ExternalSecret").map(({ spec }) => [spec.target.name, spec.data.map((entry: Object) => entry.secretKey)]),
      );
      const used = { configMaps: new Set<string>(), secrets: new Set<string>() };
      for (const { spec } of of("Deployment")) {
        const pod = spec.template.spec;
        const [container] = pod.containers;
        expect(names("ServiceAccount")).toContain(pod.serviceAccountName);
        expect(names("PriorityClass")).toContain(pod.priorityClassName);
        for (const { configMapRef } of container.envFrom) {
          expect(names("ConfigMap")).toContain(configMapRef.name);
          used.configMaps.add(configMapRef.name);
        }
        for (const { secret } of pod.volumes) {
          if (secret === undefined) continue;
          expect([...secrets.keys()]).toContain(secret.secretName);
          used.secrets.add(secret.secretName);
        }
        const volumes = pod.volumes.map(({ name }: Object) => name);
        expect(container.volumeMounts.map(({ name }: Object) => name)).toEqual(volumes);
        expect(new Set(volumes).size).toBe(volumes.length);
        expect(new Set(container.volumeMounts.map(({ mountPath }: Object) => mountPath)).size).toBe(volumes.length);
      }
      // What Grafana finds by its label, and what the Jobs of other units mount.
      const others = /^(?:dashboard\.|databases-backup)/;
      expect(used.configMaps).toEqual(new Set([...names("ConfigMap")].filter((name) => !others.test(name))));
      expect(used.secrets).toEqual(new Set(secrets.keys()));
      for (const { spec } of of("ExternalSecret")) expect(names("SecretStore")).toContain(spec.secretStoreRef.name);
      const stored = all.filter(
        ({ kind, metadata, spec }: Object) =>
          kind === "ExternalSecret" &&
          metadata.namespace === compiled.environment.namespace &&
          spec.secretStoreRef !== undefined,
      );
      expect(of("SecretStore")).toHaveLength(stored.length > 0 ? 1 : 0);
      for (const { spec } of of("HorizontalPodAutoscaler"))
        expect(names("Deployment")).toContain(spec.scaleTargetRef.name);
    }));

  test("law 3: tells processes of files that are mounted", () =>
    each(({ of }) => {
      for (const { metadata, spec } of of("Deployment")) {
        const { volumes, containers } = spec.template.spec;
        const files = containers[0].volumeMounts.flatMap(({ name, mountPath }: Object) => {
          const { secret, projected } = volumes.find((volume: Object) => volume.name === name);
          const sources = [secret, ...(projected?.sources ?? []).map((source: Object) => source.secret)];
          return sources.flatMap((source) => source?.items ?? []).map(({ path }: Object) => `${mountPath}/${path}`);
        });
        const { data } = of("ConfigMap").find((config) => config.metadata.name === metadata.name);
        const told = Object.keys(data).filter((name) => name.endsWith("_FILE"));
        expect(told.map((name) => data[name]).toSorted()).toEqual(files.toSorted());
      }
    }));

  test("law 3: names ports that containers have", () =>
    each(({ of }) => {
      const ports = new Map(
        of("Deployment").map(({ metadata, spec }) => {
          const [container] = spec.template.spec.containers;
          return [
            metadata.name,
            new Map<string, number>(container.ports.map((port: Object) => [port.name, port.containerPort])),
          ];
        }),
      );
      for (const { metadata, spec } of of("Deployment")) {
        const [container] = spec.template.spec.containers;
        for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) {
          expect(ports.get(metadata.name)?.has(container[probe].httpGet.port)).toBe(true);
        }
      }
      for (const { metadata, spec } of of("Service")) {
        for (const { name, port, targetPort } of spec.ports) {
          expect(name).toBe(targetPort);
          expect(ports.get(metadata.name)?.get(targetPort)).toBe(port);
        }
      }
      const services = new Map(of("Service").map((service) => [service.metadata.name, service]));
      for (const { spec } of of("NetworkPolicy")) {
        for (const { ports: open } of spec.ingress ?? []) {
          const served = services.get(selfOf(spec)).spec.ports.map((entry: Object) => entry.port);
          for (const { port } of open) expect(served, "FF28: what policies open is served").toContain(port);
        }
      }
      for (const { metadata, spec } of of("Ingress")) {
        for (const { http } of spec.rules) {
          for (const { backend } of http.paths) {
            const { ports: open } = services.get(backend.service.name).spec;
            expect(open.map(({ name }: Object) => name)).toContain(backend.service.port.name);
            const port = metadata.annotations["alb.ingress.kubernetes.io/healthcheck-port"];
            expect(open.map((entry: Object) => String(entry.port))).toContain(port);
          }
        }
      }
    }));

  test("FF02, FF03, FF04: has autoscalers and budgets that let pods come and go", () =>
    each(({ of }) => {
      const scaled = new Map(
        of("HorizontalPodAutoscaler").map((scaler) => [scaler.spec.scaleTargetRef.name, scaler.spec]),
      );
      const budgets = new Map(of("PodDisruptionBudget").map((budget) => [budget.metadata.name, budget.spec]));
      for (const { metadata, spec } of of("Deployment")) {
        const scaler = scaled.get(metadata.name);
        expect(spec.replicas === undefined).toBe(scaler !== undefined);
        if (scaler) expect(scaler.minReplicas).toBeLessThan(scaler.maxReplicas);
        expect(budgets.get(metadata.name)).toMatchObject({
          maxUnavailable: 1,
          unhealthyPodEvictionPolicy: "AlwaysAllow",
        });
      }
    }));

  test("FF05: fits into its quota and its limits, at the peak of all rollouts at once", () =>
    each(({ compiled, of }) => {
      const [{ spec: quota }] = of("ResourceQuota") as [Object];
      const [{ spec: range }] = of("LimitRange") as [Object];
      const [bounds] = range.limits;
      const sums = new Map<string, number>();
      for (const { metadata, spec } of of("Deployment")) {
        const scaler = of("HorizontalPodAutoscaler").find((one) => one.metadata.name === metadata.name);
        const most = scaler?.spec.maxReplicas ?? spec.replicas;
        const { maxSurge } = spec.strategy.rollingUpdate;
        const pods =
          most + (typeof maxSurge === "number" ? maxSurge : Math.ceil((most * Number.parseInt(maxSurge, 10)) / 100));
        const [{ resources }] = spec.template.spec.containers;
        const add = (key: string, amount: number) => sums.set(key, (sums.get(key) ?? 0) + amount);
        add("pods", pods);
        for (const side of ["requests", "limits"] as const) {
          for (const [resource, text] of Object.entries<string>(resources[side])) {
            const amount = amountOf(text);
            add(`${side}.${resource}`, pods * amount);
            expect(amount).toBeGreaterThanOrEqual(amountOf(bounds.min[resource]));
            const max = bounds.max[resource];
            if (max !== undefined) expect(amount).toBeLessThanOrEqual(amountOf(max));
          }
        }
        // What the quota counts, every container must state.
        for (const key of Object.keys(quota.hard)) {
          const [side = "", resource = ""] = key.split(".");
          if (side in resources) expect(resources[side]).toHaveProperty([resource]);
        }
        if (resources.limits.cpu === undefined) {
          expect(bounds.default.cpu).toBeUndefined();
          expect(bounds.max.cpu).toBeUndefined();
        }
      }
      for (const [key, hard] of Object.entries<string>(quota.hard)) {
        if (!key.startsWith("services.")) expect(amountOf(hard), key).toBeGreaterThanOrEqual(sums.get(key) ?? 0);
      }
      const names = of("Deployment").map(({ metadata }) => metadata.name);
      const demands = podDemandsOf(compiled.environment).filter(({ workload }) => names.includes(workload));
      expect(peakOf(demands).pods).toBe(sums.get("pods"));
    }));

  test("FF33: bounds what pods write by what evicts them", () =>
    each(({ of }) => {
      for (const { spec } of of("Deployment")) {
        const { volumes, containers } = spec.template.spec;
        const sizes = volumes.flatMap(({ emptyDir }: Object) => (emptyDir ? [amountOf(emptyDir.sizeLimit)] : []));
        const total = sizes.reduce((sum: number, size: number) => sum + size, 0);
        expect(total).toBeLessThanOrEqual(amountOf(containers[0].resources.limits["ephemeral-storage"]));
        expect(Math.min(...sizes)).toBeGreaterThan(0);
      }
    }));

  test("FF41: has Ingresses that agree on their load balancer, deeper paths first", () =>
    each(({ of }) => {
      const exclusive = [
        "group.name",
        "scheme",
        "listen-ports",
        "ssl-redirect",
        "ssl-policy",
        "load-balancer-attributes",
      ];
      const shared = of("Ingress").map(({ metadata }) =>
        JSON.stringify(exclusive.map((key) => metadata.annotations[`alb.ingress.kubernetes.io/${key}`])),
      );
      expect(new Set(shared).size).toBeLessThanOrEqual(1);
      const rules = of("Ingress").flatMap(({ metadata, spec }) =>
        spec.rules[0].http.paths.map(({ path }: Object) => ({
          path: path === "/" ? "/" : `${path}/`,
          order: Number(metadata.annotations["alb.ingress.kubernetes.io/group.order"]),
        })),
      );
      for (const above of rules) {
        for (const below of rules) {
          if (below.path !== above.path && below.path.startsWith(above.path))
            expect(below.order).toBeLessThan(above.order);
        }
      }
    }));

  test("law 4: opens both ends of each call, and nothing else between services", () =>
    each(({ compiled, of }) => {
      const labelsOf = new Map(
        of("Deployment").map(({ metadata, spec }) => [
          metadata.name,
          spec.template.metadata.labels as Record<string, string>,
        ]),
      );
      const openings = (direction: "ingress" | "egress", peers: "from" | "to") =>
        of("NetworkPolicy").flatMap(({ spec }) =>
          (spec[direction] ?? []).flatMap((rule: Object) =>
            rule[peers].flatMap(({ podSelector, namespaceSelector }: Object) =>
              [...labelsOf]
                .filter(([, labels]) => !namespaceSelector && podSelector && isSubset(podSelector.matchLabels, labels))
                .flatMap(([name]) => rule.ports.map(({ port }: Object) => ({ self: selfOf(spec), name, port }))),
            ),
          ),
        );
      const expected = compiled.graph.edges
        .filter(({ kind }) => kind === "calls")
        .map(({ from, to, port }) => `${from.slice(8)} ${to.slice(8)} ${port}`)
        .toSorted();
      expect(
        openings("egress", "to")
          .map(({ self, name, port }) => `${self} ${name} ${port}`)
          .toSorted(),
      ).toEqual(expected);
      expect(
        openings("ingress", "from")
          .map(({ self, name, port }) => `${name} ${self} ${port}`)
          .toSorted(),
      ).toEqual(expected);
    }));
});

/** The workload that a policy is for. */
const selfOf = ({ podSelector }: Object): string => podSelector.matchLabels["app.kubernetes.io/name"];

const isSubset = (part: Readonly<Record<string, string>>, whole: Readonly<Record<string, string>>): boolean =>
  Object.entries(part).every(([key, value]) => whole[key] === value);

/** Millicores, bytes or a count. */
function amountOf(text: string): number {
  const memory = parseMemory(text);
  if (memory !== undefined) return memory;
  const cpu = parseCpu(text);
  if (cpu === undefined) throw new Error(`no quantity: ${text}`);
  return cpu;
}
