import { describe, expect, test } from "vitest";
import { reachOf } from "../../src/reach/reach.ts";
import type { KubernetesObject } from "../../src/resources/desired.ts";

const deployment = (
  name: string,
  { namespace = "shop", ports = [{ name: "http", containerPort: 8080 }], ...spec } = {},
) =>
  ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace },
    spec: {
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name, ports }], ...spec } },
    },
  }) as KubernetesObject;

const policy = (name: string, spec: object, namespace = "shop"): KubernetesObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name, namespace },
  spec,
});

const app = (name: string) => ({ podSelector: { matchLabels: { app: name } } });
const denyAll = policy("deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
const egress = (from: string, to: object, ports?: object[]) =>
  policy(`${from}-out`, { ...app(from), policyTypes: ["Egress"], egress: [{ to: [to], ports }] });
const ingress = (to: string, from: object, ports?: object[]) =>
  policy(`${to}-in`, { ...app(to), policyTypes: ["Ingress"], ingress: [{ from: [from], ports }] });

const both = [deployment("a"), deployment("b")];
const arrows = (objects: readonly KubernetesObject[]) =>
  reachOf(objects).connections.map(({ from, to, port }) => `${from} -> ${to}:${port}`);

describe("what the API says of NetworkPolicies", () => {
  test("without policies everybody reaches everybody", () =>
    expect(arrows(both)).toEqual(["shop/a -> shop/b:8080", "shop/b -> shop/a:8080"]));

  test("a policy without rules closes its direction, in its own namespace alone", () => {
    expect(arrows([...both, denyAll])).toEqual([]);
    const elsewhere = [deployment("a", { namespace: "other" }), deployment("b", { namespace: "other" })];
    expect(arrows([...elsewhere, denyAll])).toHaveLength(2);
  });

  test("a connection needs both ends; one end alone is half open", () => {
    const port = [{ port: 8080, protocol: "TCP" }];
    const out = egress("a", app("b"), port);
    const into = ingress("b", app("a"), port);
    expect(arrows([...both, denyAll, out, into])).toEqual(["shop/a -> shop/b:8080"]);
    expect(reachOf([...both, denyAll, out]).halfOpen).toEqual([
      { from: "shop/a", to: "shop/b", port: 8080, closedBy: "to" },
    ]);
    expect(reachOf([...both, denyAll, into]).halfOpen).toEqual([
      { from: "shop/a", to: "shop/b", port: 8080, closedBy: "from" },
    ]);
  });

  test("policies add up", () => {
    const open = [egress("a", app("b")), ingress("b", app("a"))];
    expect(arrows([...both, denyAll, ...open, policy("more", { ...app("a"), policyTypes: ["Egress"] })])).toEqual([
      "shop/a -> shop/b:8080",
    ]);
  });

  test("ports by number, by name, and all of them", () => {
    const ports = [
      { name: "http", containerPort: 8080 },
      { name: "metrics", containerPort: 9090 },
    ];
    const objects = (list?: object[]) => [
      deployment("a"),
      deployment("b", { ports }),
      denyAll,
      egress("a", app("b"), list),
      ingress("b", app("a"), list),
    ];
    expect(arrows(objects())).toEqual(["shop/a -> shop/b:8080", "shop/a -> shop/b:9090"]);
    expect(arrows(objects([{ port: "metrics" }]))).toEqual(["shop/a -> shop/b:9090"]);
    expect(arrows(objects([{ port: 7000 }]))).toEqual(["shop/a -> shop/b:7000"]);
    expect(arrows(objects([{ port: 8080, protocol: "UDP" }]))).toEqual([]);
  });

  test("a peer in another namespace is meant only with a selector of namespaces", () => {
    const objects = (peer: object) => [
      deployment("a", { namespace: "watch" }),
      deployment("b"),
      denyAll,
      ingress("b", peer),
    ];
    expect(arrows(objects(app("a")))).toEqual([]);
    const named = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "watch" } } };
    expect(arrows(objects(named))).toEqual(["watch/a -> shop/b:8080"]);
    expect(arrows(objects({ ...named, podSelector: { matchLabels: { app: "z" } } }))).toEqual([]);
    const labelled = { apiVersion: "v1", kind: "Namespace", metadata: { name: "watch", labels: { tier: "ops" } } };
    const byLabel = objects({
      namespaceSelector: { matchExpressions: [{ key: "tier", operator: "In", values: ["ops"] }] },
    });
    expect(arrows([...byLabel, labelled])).toEqual(["watch/a -> shop/b:8080"]);
    expect(arrows(byLabel)).toEqual([]);
  });

  test("address blocks are outside, and pods on their node's network are nobody's peer", () => {
    const block = { ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } };
    const objects = [deployment("a"), denyAll, egress("a", block, [{ port: 443 }])];
    expect(reachOf(objects).outside).toEqual([
      { pod: "shop/a", direction: "egress", cidr: "0.0.0.0/0", except: ["10.0.0.0/8"], port: 443 },
    ]);
    expect(arrows([deployment("a"), deployment("agent", { hostNetwork: true } as object)])).toEqual([]);
  });

  test("CronJobs have pods too", () => {
    const job = {
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata: { name: "backup", namespace: "shop" },
      spec: { jobTemplate: { spec: { template: { metadata: { labels: { app: "backup" } }, spec: {} } } } },
    };
    const objects = [job, deployment("b"), denyAll, egress("backup", app("b")), ingress("b", app("backup"))];
    expect(arrows(objects)).toEqual(["shop/backup -> shop/b:8080"]);
  });
});
