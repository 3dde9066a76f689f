import { describe, expect, test } from "vitest";
import { nodeDaemons } from "../../../src/catalog/node-daemons.ts";
import type { KubernetesObject } from "../../../src/resources/desired.ts";
import { parseCpu, parseMemory } from "../../../src/schema/quantity.ts";
import { tester } from "../../tester.ts";

// biome-ignore lint/suspicious/noExplicitAny: fields of objects under test
type Value = any;

const services = { web: {} };
const object = (kind: string, name: string, environment = {}, teams = { crew: {} } as object) =>
  tester.object({ services, environment, teams: teams as Record<string, unknown> }, "monitoring", kind, name);
const objects = (environment = {}): readonly Value[] => tester.objects({ services, environment }, "monitoring");

describe("Prometheus", () => {
  test("keeps what the environment says, within its volume", () => {
    const monitoring = { retention: "45d", storage: "100Gi", replicas: 2, resources: { cpu: "2", memory: "8Gi" } };
    const { spec } = object("Prometheus", "prometheus", { monitoring });
    expect(spec).toMatchObject({ replicas: 2, shards: 1, retention: "45d", retentionSize: "87040MiB" });
    expect(spec.storage.volumeClaimTemplate.spec.resources.requests.storage).toBe("100Gi");
    expect(spec.resources).toMatchObject({
      requests: { cpu: "2", memory: "8Gi" },
      limits: { cpu: "4", memory: "8Gi" },
    });
  });

  test("gives every series its environment, and every alert where it comes from", () => {
    const { spec } = object("Prometheus", "prometheus");
    const [{ relabelings, ...scrapeClass }] = spec.scrapeClasses;
    expect(scrapeClass.default).toBe(true);
    // Without the drop, Grafana, the kubelets and the exporters of databases would pass for services.
    expect(relabelings).toEqual([
      { action: "replace", targetLabel: "environment", replacement: "prod" },
      { action: "labeldrop", regex: "service" },
    ]);
    expect(spec.externalLabels).toEqual({ cluster: "shop", environment: "prod" });
    expect(spec.alerting.alertmanagers).toMatchObject([{ name: "alertmanager", namespace: "observability" }]);
  });

  test("with shards: each scrapes its part, one sees all, evaluates the rules and is who is asked", () => {
    const environment = { monitoring: { shards: 3, replicas: 2 } };
    const scraper = object("Prometheus", "prometheus", environment).spec;
    const query = object("Prometheus", "prometheus-query", environment).spec;
    expect(scraper).toMatchObject({ shards: 3, replicas: 2 });
    expect(scraper.ruleSelector).toBeUndefined();
    expect(scraper.alerting).toBeUndefined();
    expect(query.ruleSelector).toEqual({});
    // What a shard would add to its answers, the same series of two replicas would differ by.
    expect(scraper.externalLabels).toBeUndefined();
    expect([scraper.prometheusExternalLabelName, scraper.replicaExternalLabelName]).toEqual(["", ""]);
    expect(query.remoteRead.every(({ filterExternalLabels }: Value) => filterExternalLabels === false)).toBe(true);

    const services = objects(environment).filter(({ kind }) => kind === "Service");
    const selectorOf = (name: string) => services.find(({ metadata }) => metadata.name === name)?.spec.selector;
    expect(query.remoteRead.map(({ url }: Value) => url)).toEqual(
      [0, 1, 2].map((shard) => `http://prometheus-shard-${shard}:9090/api/v1/read`),
    );
    for (const shard of [0, 1, 2]) {
      expect(selectorOf(`prometheus-shard-${shard}`)).toMatchObject({
        "app.kubernetes.io/instance": "prometheus",
        "operator.prometheus.io/shard": String(shard),
      });
    }
    expect(selectorOf("prometheus")).toMatchObject({ "app.kubernetes.io/instance": "prometheus-query" });
  });

  test("without shards is the one who is asked", () => {
    expect(objects().filter(({ kind }) => kind === "Prometheus")).toHaveLength(1);
    expect(object("Service", "prometheus").spec.selector["app.kubernetes.io/instance"]).toBe("prometheus");
  });
});

describe("kube-state-metrics", () => {
  const image = (kubernetes: string) =>
    object("Deployment", "kube-state-metrics", { cluster: { kubernetes } }).spec.template.spec.containers[0].image;

  test("FF49: is the version of the cluster's Kubernetes", () => {
    expect(image("1.34")).toMatch(/:v2\.18\.0$/);
    expect(image("1.35")).toMatch(/:v2\.19\.1$/);
  });

  test("may list what it is told to watch, nothing else, and no Secrets", () => {
    const [{ args }] = object("Deployment", "kube-state-metrics").spec.template.spec.containers;
    const watched = args.find((arg: string) => arg.startsWith("--resources=")).slice("--resources=".length);
    const { rules } = object("ClusterRole", "shop-kube-state-metrics");
    expect(rules.flatMap(({ resources }: Value) => resources).toSorted()).toEqual(watched.split(","));
    expect(rules.every(({ verbs }: Value) => verbs.join() === "list,watch")).toBe(true);
    expect(watched).not.toContain("secrets");
  });
});

test("node-exporter asks for what the capacity of nodes is computed with, runs everywhere and changes nothing", () => {
  const { spec } = object("DaemonSet", "node-exporter").spec.template;
  const [container] = spec.containers;
  const daemon = nodeDaemons.find(({ name }) => name === "node-exporter");
  expect(parseCpu(container.resources.requests.cpu)).toBe(daemon?.cpu);
  expect(parseMemory(container.resources.requests.memory)).toBe(daemon?.memory);
  expect(spec.tolerations).toEqual([{ operator: "Exists" }]);
  expect(container.volumeMounts.every(({ readOnly }: Value) => readOnly)).toBe(true);
  expect(container.securityContext).toMatchObject({ privileged: false, readOnlyRootFilesystem: true });
});

describe("Alertmanager", () => {
  const keys = (teams: object, tier = "prod"): readonly string[] =>
    tester
      .objects({ services, teams: teams as Record<string, unknown>, environment: { tier } }, "monitoring")
      .filter(({ kind, metadata }) => kind === "ExternalSecret" && metadata.name === "alertmanager-receivers")
      .flatMap(({ spec }: Value) => spec.data.map(({ remoteRef }: Value) => remoteRef.key));

  test("FF48: is given the keys of the receivers that it has, no others", () => {
    const teams = { crew: { slack: "#crew", pagerduty: true }, sales: { slack: "#sales" }, idle: {} };
    expect(keys(teams)).toEqual(["alertmanager/slack-api-url", "alertmanager/pagerduty-crew"]);
    expect(keys(teams, "nonprod")).toEqual(["alertmanager/slack-api-url"]);
    expect(keys({ crew: { pagerduty: true } })).toEqual(["alertmanager/pagerduty-crew"]);
    expect(keys({ crew: {} })).toEqual([]);
  });

  test("tells two of itself in production what was sent, so that it is sent once", () => {
    expect(object("Alertmanager", "alertmanager").spec.replicas).toBe(2);
    expect(object("Alertmanager", "alertmanager", { tier: "nonprod" }).spec.replicas).toBe(1);
    const { ingress, egress } = object("NetworkPolicy", "alertmanager").spec;
    const mesh = [9094, 9094];
    const portsOf = (rules: Value) => rules.map(({ ports }: Value) => ports.map(({ port }: Value) => port));
    expect(portsOf(ingress)).toContainEqual(mesh);
    expect(portsOf(egress)).toContainEqual(mesh);
  });

  test("reaches the internet only where a receiver is there", () => {
    const isOpen = (teams: object) =>
      JSON.stringify(object("NetworkPolicy", "alertmanager", {}, teams).spec.egress).includes("0.0.0.0/0");
    expect([isOpen({ crew: { slack: "#crew" } }), isOpen({ crew: {} })]).toEqual([true, false]);
  });
});

describe("Grafana", () => {
  test("reads its password from a file, lets nobody in without a name, and asks nobody outside", () => {
    const [container] = object("Deployment", "grafana").spec.template.spec.containers;
    const variables = new Map(container.env.map(({ name, value }: Value) => [name, value]));
    expect(variables.get("GF_AUTH_ANONYMOUS_ENABLED")).toBe("false");
    expect(variables.get("GF_ANALYTICS_CHECK_FOR_UPDATES")).toBe("false");
    const file = variables.get("GF_SECURITY_ADMIN_PASSWORD__FILE") as string;
    expect(file).toBe("/etc/grafana-admin/admin-password");
    expect(container.volumeMounts).toContainEqual({ name: "admin", mountPath: "/etc/grafana-admin", readOnly: true });
    const egress = JSON.stringify(object("NetworkPolicy", "grafana").spec.egress);
    expect(egress).not.toContain("0.0.0.0/0");
  });

  test("has one data source, whose address does not depend on shards", () => {
    const sources = (environment: object) =>
      JSON.parse(object("ConfigMap", "grafana-provisioning", environment).data["datasources.yaml"]).datasources;
    expect(sources({})).toMatchObject([{ uid: "prometheus", url: "http://prometheus:9090" }]);
    expect(sources({ monitoring: { shards: 4 } })).toEqual(sources({}));
  });

  test("finds dashboards in the namespaces where it may look for them", () => {
    const [, watcher] = object("Deployment", "grafana").spec.template.spec.containers;
    const namespaces = watcher.env.find(({ name }: Value) => name === "NAMESPACE").value.split(",");
    const roles = objects().filter(({ kind, metadata }) => kind === "Role" && metadata.name === "grafana");
    expect(roles.map(({ metadata }) => metadata.namespace)).toEqual(namespaces);
    for (const { rules } of roles) expect(rules).toMatchObject([{ resources: ["configmaps"] }]);
  });
});

test.each([
  ["one of each", {}],
  ["shards and replicas", { monitoring: { shards: 3, replicas: 2 } }],
])("FF05: the watchers' namespace admits its pods: %s", (_, environment) => {
  const all = objects(environment);
  const { hard } = all.find(({ kind }) => kind === "ResourceQuota")?.spec ?? {};
  const [bounds] = all.find(({ kind }) => kind === "LimitRange")?.spec.limits ?? [];
  let pods = 0;
  const sums = { cpu: 0, memory: 0 };
  for (const { number, containers } of all.flatMap(podsOf)) {
    pods += number;
    for (const { resources } of containers) {
      sums.cpu += number * (parseCpu(resources.limits.cpu) ?? Number.NaN);
      sums.memory += number * (parseMemory(resources.limits.memory) ?? Number.NaN);
      expect(parseMemory(resources.limits.memory)).toBeLessThanOrEqual(parseMemory(bounds.max.memory) ?? 0);
      expect(parseCpu(resources.requests.cpu)).toBeGreaterThanOrEqual(parseCpu(bounds.min.cpu) ?? Number.NaN);
    }
  }
  expect(pods).toBeGreaterThan(4);
  expect(Number(hard.pods)).toBeGreaterThanOrEqual(pods);
  expect(parseCpu(hard["limits.cpu"])).toBeGreaterThanOrEqual(sums.cpu);
  expect(parseMemory(hard["limits.memory"])).toBeGreaterThanOrEqual(sums.memory);
});

/** Pods of an object in the namespace of the watchers, with what runs in each. */
function podsOf({
  kind,
  metadata,
  spec,
}: Value & KubernetesObject): { number: number; containers: readonly Value[] }[] {
  if (metadata.namespace !== "observability") return [];
  if (kind === "Deployment") return [{ number: spec.replicas, containers: spec.template.spec.containers }];
  if (kind !== "Prometheus" && kind !== "Alertmanager") return [];
  return [
    { number: spec.replicas * (spec.shards ?? 1), containers: [{ resources: spec.resources }, ...spec.containers] },
  ];
}
