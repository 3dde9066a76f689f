import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { STRIMZI_CHART } from "../../src/catalog/charts.ts";
import { groupOf, isClusterScoped } from "../../src/catalog/cluster-scoped-kinds.ts";
import { ECK_OPERATOR } from "../../src/catalog/elastic.ts";
import { CLUSTER_OPERATOR_LABELS } from "../../src/catalog/kafka.ts";
import { operatorMetrics } from "../../src/catalog/operator-metrics.ts";
import { POD_SECURITY_LEVEL } from "../../src/catalog/pod-security.ts";
import { CNPG_OPERATOR } from "../../src/catalog/postgresql.ts";
import { compareText } from "../../src/diagnostics/diagnostic.ts";
import { printYaml } from "../../src/print/yaml.ts";
import type { KubernetesObject } from "../../src/resources/desired.ts";
import { type Operator, operatorsOf, type Values } from "../../src/resources/operators/index.ts";
import { tester } from "../tester.ts";
import { findTool } from "./judge.ts";

/**
 * Charts as `helm pull --untar` leaves them, in folders of their names: what `docs/operators.md` has one do before a
 * version is changed. They come from repositories of others, so no other run of the tests needs them.
 */
const CHARTS = process.env.FINFLOW_CHARTS;
const helm = findTool("helm");

// biome-ignore lint/suspicious/noExplicitAny: fields of objects of others
type Rendered = KubernetesObject & any;

const environment = {
  tier: "nonprod",
  database: { engine: "cnpg", instances: 3 },
  logging: { dailyVolume: "1Gi", storage: "100Gi" },
};
const service = {
  database: { size: "1Gi" },
  secrets: ["key"],
  expose: { host: "www", paths: ["/"] },
  scale: { min: 2, max: 4 },
  publishes: ["news"],
};

function everyOperator(): readonly Operator[] {
  const { platform, environments, diagnostics } = tester.platform(
    tester.specOf({ services: { web: service }, topics: { news: { partitions: 3, retention: "1d" } }, environment }),
  );
  const [compiled] = environments;
  if (platform === undefined || compiled === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
  return operatorsOf({ platform, ...compiled });
}

function render({ name, namespace, chart }: Operator, values: Values, environmentValues: Values): Rendered[] {
  const folder = mkdtempSync(join(tmpdir(), "finflow-helm-"));
  try {
    writeFileSync(join(folder, "values.yaml"), printYaml(values));
    writeFileSync(join(folder, "environment.yaml"), printYaml(environmentValues));
    const options = ["--namespace", namespace, "--kube-version", "1.35.0", "--include-crds"];
    const files = ["values.yaml", "environment.yaml"].flatMap((file) => ["--values", join(folder, file)]);
    const text = execFileSync(helm ?? "", ["template", name, join(CHARTS ?? "", chart.name), ...options, ...files], {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const objects = parseAllDocuments(text).flatMap((document): Rendered[] => document.toJS() ?? []);
    return objects.flatMap((object) => (object.kind === "List" ? object.items : [object]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const isCrd = ({ kind }: Rendered): boolean => kind === "CustomResourceDefinition";
const typeOf = ({ apiVersion, kind }: Rendered): string => `${groupOf(apiVersion)}/${kind}`;
const sorted = (texts: Iterable<string>): string[] => [...new Set(texts)].toSorted(compareText);
const podsOf = (objects: readonly Rendered[]) =>
  objects.filter(({ kind }) => /^(Deployment|StatefulSet|Job)$/.test(kind));

const isMap = (value: unknown): value is Values => typeof value === "object" && value !== null && !Array.isArray(value);
const leavesOf = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  isMap(value) ? Object.entries(value).flatMap(([key, below]) => leavesOf(below, [...path, key])) : [path];
const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce((below, key) => (isMap(below) ? below[key] : undefined), value);
const without = (value: Values, [first = "", ...rest]: readonly string[]): Values =>
  Object.fromEntries(
    Object.entries(value).flatMap(([key, below]) =>
      key !== first ? [[key, below]] : rest.length === 0 || !isMap(below) ? [] : [[key, without(below, rest)]],
    ),
  );

describe.skipIf(CHARTS === undefined)("charts, rendered by helm with our values", () => {
  const all = CHARTS === undefined ? [] : everyOperator();
  const rendered = new Map<string, Rendered[]>();
  beforeAll(() => {
    for (const one of all) rendered.set(one.name, render(one, one.values, one.environmentValues));
  });

  test("are all there", () => expect(all).toHaveLength(11));

  test.each(all.map((one) => [one.name, one] as const))("%s is the version that is pinned", (_name, { chart }) => {
    const { version, appVersion } = parse(readFileSync(join(CHARTS ?? "", chart.name, "Chart.yaml"), "utf8"));
    expect([version, String(appVersion).replace(/^v/, "")]).toEqual([chart.version, chart.appVersion]);
  });

  test.each(all.map((one) => [one.name, one] as const))("%s creates what its project admits", (name, operator) => {
    const objects = rendered.get(name) ?? [];
    const { crds, clusterObjects, kinds } = operator.chart;
    const ofCluster = objects.filter((object) => isClusterScoped(object) && !isCrd(object));
    expect(sorted(objects.filter(isCrd).map(({ metadata }) => metadata.name))).toEqual(sorted(crds));
    expect(sorted(ofCluster.map((one) => `${typeOf(one)}/${one.metadata.name}`))).toEqual(
      sorted(Object.entries(clusterObjects).flatMap(([type, names]) => names.map((one) => `${type}/${one}`))),
    );
    const namespaced = objects.filter((object) => !isClusterScoped(object));
    expect(sorted(namespaced.map(typeOf))).toEqual(sorted(kinds));
    expect(sorted(namespaced.map(({ metadata }) => metadata.namespace ?? operator.namespace))).toEqual(
      sorted([operator.namespace, ...operator.reaches]),
    );
  });

  test.each(all.map((one) => [one.name, one] as const))("%s runs pods as others know them", (name, { chart }) => {
    const workload = podsOf(rendered.get(name) ?? []).find(
      ({ spec }) => spec.template.spec.serviceAccountName === chart.pod.serviceAccount,
    );
    expect(workload?.spec.selector.matchLabels).toEqual(chart.pod.labels);
  });

  test("pods that our policies let in and our monitors ask are those of the charts", () => {
    const podsIn = (namespace: string) =>
      all.filter((one) => one.namespace === namespace).flatMap(({ name }) => podsOf(rendered.get(name) ?? []));
    const matching = (namespace: string, labels: Readonly<Record<string, string>>) =>
      podsIn(namespace).filter(({ spec }) =>
        Object.entries(labels).every(([key, value]) => spec.template.metadata.labels[key] === value),
      );
    const admitted = [
      ECK_OPERATOR,
      CNPG_OPERATOR,
      { namespace: STRIMZI_CHART.namespace, labels: CLUSTER_OPERATOR_LABELS },
    ];
    for (const { namespace, labels } of admitted) expect(matching(namespace, labels)).toHaveLength(1);
    for (const [name, { pods, port, number }] of operatorMetrics) {
      const [found, ...more] = matching(all.find((one) => one.name === name)?.namespace ?? "", pods);
      expect(more, name).toEqual([]);
      expect(found.spec.template.spec.containers[0].ports, name).toContainEqual(
        expect.objectContaining({ ...(port !== undefined && { name: port }), containerPort: number }),
      );
    }
  });

  test.each(all.map((one) => [one.name, one] as const))(`%s meets the standard ${POD_SECURITY_LEVEL}`, (name) => {
    for (const { spec } of podsOf(rendered.get(name) ?? [])) {
      const pod = spec.template.spec;
      expect(pod.hostNetwork ?? false).toBe(false);
      for (const { securityContext, resources, image } of [...pod.containers, ...(pod.initContainers ?? [])]) {
        expect(securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } });
        expect(securityContext.readOnlyRootFilesystem).toBe(true);
        expect(securityContext.runAsNonRoot ?? pod.securityContext?.runAsNonRoot).toBe(true);
        expect(securityContext.seccompProfile ?? pod.securityContext?.seccompProfile).toEqual({
          type: "RuntimeDefault",
        });
        expect(resources).toMatchObject({
          requests: { cpu: expect.any(String), memory: expect.any(String) },
          limits: { memory: expect.any(String) },
        });
        expect(image).toMatch(/:v?\d+\.\d+\.\d+$/);
      }
    }
  });

  test.each(all.map((one) => [one.name, one] as const))("%s renders the same each time", (_name, operator) => {
    // What is random in a chart is a change for Argo CD each time it looks.
    const { name, values, environmentValues } = operator;
    expect(render(operator, values, environmentValues)).toEqual(rendered.get(name));
  });

  test.each(all.map((one) => [one.name, one] as const))(
    "%s knows each value: it changes something, or says what is the chart's default",
    { timeout: 300_000 },
    (name, operator) => {
      const defaults: unknown = parse(readFileSync(join(CHARTS ?? "", operator.chart.name, "values.yaml"), "utf8"));
      const { values, environmentValues } = operator;
      const changes = (less: Values, lessOfEnvironment: Values): boolean => {
        try {
          return JSON.stringify(render(operator, less, lessOfEnvironment)) !== JSON.stringify(rendered.get(name));
        } catch {
          return true;
        }
      };
      const isDefault = (path: readonly string[], value: unknown) =>
        JSON.stringify(at(defaults, path)) === JSON.stringify(value);
      const idle = [
        ...leavesOf(values).filter(
          (path) => !isDefault(path, at(values, path)) && !changes(without(values, path), environmentValues),
        ),
        ...leavesOf(environmentValues).filter(
          (path) => !isDefault(path, at(environmentValues, path)) && !changes(values, without(environmentValues, path)),
        ),
      ];
      expect(idle.map((path) => path.join("."))).toEqual([]);
    },
  );
});

if (CHARTS !== undefined && (helm === undefined || !existsSync(CHARTS)))
  throw new Error(`FINFLOW_CHARTS=${CHARTS} needs that folder, and helm on the PATH`);
