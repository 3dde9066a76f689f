import { describe, expect, test } from "vitest";
import { type SpecParts, tester } from "../../tester.ts";

// biome-ignore lint/suspicious/noExplicitAny: fields of an object under test
type Rule = any;

const policies = (parts: SpecParts, service = "web"): readonly Rule[] =>
  tester.objects(parts, service).filter(({ kind }) => kind === "NetworkPolicy");
/** All policies of a service added up, as the cluster does. */
const policy = (parts: SpecParts, service = "web") => {
  const rules = (direction: "ingress" | "egress") =>
    policies(parts, service).flatMap(({ spec }) => spec[direction] ?? []);
  return { ingress: rules("ingress"), egress: rules("egress") };
};
const egressTo = (parts: SpecParts, port: number): readonly Rule[] =>
  policy(parts).egress.filter(({ ports }: Rule) => ports.some((entry: Rule) => entry.port === port));
const podsOf = (name: string) => ({
  podSelector: { matchLabels: { "app.kubernetes.io/instance": name, "app.kubernetes.io/name": name } },
});
const tcp = (port: number) => [{ port, protocol: "TCP" }];

test("FF27: a namespace is closed to pods that no policy names", () => {
  const denials = ["platform", "monitoring"]
    .flatMap((unit) => tester.objects({ services: { web: {} } }, unit))
    .filter(({ kind, metadata }) => kind === "NetworkPolicy" && metadata.name === "platform-default-deny");
  expect(denials.map(({ metadata }) => metadata.namespace)).toEqual(["shop-prod", "observability", "node-agents"]);
  for (const { spec } of denials) expect(spec).toEqual({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
});

test("FF25: names are resolved over UDP and TCP, and nothing else is open", () => {
  const { egress, ingress } = policy({ services: { web: { metrics: false } } });
  expect(ingress).toEqual([]);
  expect(egress).toEqual([
    {
      to: [
        {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
          podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
        },
      ],
      ports: [
        { port: 53, protocol: "UDP" },
        { port: 53, protocol: "TCP" },
      ],
    },
  ]);
});

test("FF25: the node's DNS cache is reached where there is one", () => {
  const rules = egressTo({ services: { web: {} }, environment: { cluster: { nodeLocalDns: true } } }, 53);
  expect(rules[0].to).toContainEqual({ ipBlock: { cidr: "169.254.20.10/32" } });
});

test("FF27: a call opens both ends, at the callee's container port", () => {
  const parts = { services: { web: { calls: ["api"] }, api: { port: 9000, metrics: false } } };
  expect(egressTo(parts, 9000)).toEqual([{ to: [podsOf("api")], ports: tcp(9000) }]);
  expect(policy(parts, "api").ingress).toEqual([{ from: [podsOf("web")], ports: tcp(9000) }]);
});

test("what an environment decides stands apart, so that all other rules are the same everywhere", () => {
  const web = { expose: { host: "www" }, database: { size: "10Gi" }, egress: ["a.example.com:443"] };
  const [common, ...own] = policies({ services: { web } });
  expect(common).toMatchObject({ metadata: { name: "web" }, spec: { policyTypes: ["Ingress", "Egress"] } });
  expect(JSON.stringify(common)).not.toContain("10.30.");
  expect(own.map(({ metadata, spec }) => [metadata.name, spec.policyTypes, spec.podSelector])).toEqual([
    ["web.load-balancer", ["Ingress"], common.spec.podSelector],
    ["web.database", ["Egress"], common.spec.podSelector],
  ]);
});

test("FF26: hosts outside are reached by port, without the metadata service or anything private", () => {
  const parts = { services: { web: { egress: ["a.example.com:443", "b.example.com:443", "c.example.com:8443"] } } };
  const [rule, ...others] = egressTo(parts, 443);
  expect(others).toEqual([]);
  expect(egressTo(parts, 8443)).toHaveLength(1);
  expect(rule.to[0].ipBlock.cidr).toBe("0.0.0.0/0");
  for (const range of ["10.0.0.0/8", "169.254.0.0/16", "100.64.0.0/10"])
    expect(rule.to[0].ipBlock.except).toContain(range);
});

test("FF26: nor the cluster's Services, wherever they are", () => {
  const parts = {
    services: { web: { egress: ["a.example.com:443"] } },
    environment: { cluster: { serviceCidr: "192.168.0.0/20" } },
  };
  // EKS takes private ranges only (`network/service-range`).
  expect(egressTo(parts, 443)[0].to[0].ipBlock.except).toContain("192.168.0.0/16");
});

test("a database is reached where its engine runs it", () => {
  const reached = (engine: string, tier = "prod") =>
    egressTo(
      { services: { web: { database: { size: "10Gi" } } }, environment: { tier, database: { engine } } },
      5432,
    )[0].to;
  expect(reached("rds")).toEqual(
    ["10.30.8.0/26", "10.30.8.64/26", "10.30.8.128/26"].map((cidr) => ({ ipBlock: { cidr } })),
  );
  expect(reached("cnpg")).toEqual([
    { podSelector: { matchLabels: { "cnpg.io/cluster": "web-db", "cnpg.io/podRole": "instance" } } },
  ]);
  expect(reached("statefulset", "nonprod")).toEqual([podsOf("web-db")]);
});

test("brokers are one peer, however many topics there are", () => {
  const parts = { services: { web: { publishes: ["a", "b"], consumes: ["a", "b"] } }, topics: { a: {}, b: {} } };
  const labels = { "strimzi.io/cluster": "shop", "strimzi.io/broker-role": "true" };
  expect(egressTo(parts, 9093)).toEqual([{ to: [{ podSelector: { matchLabels: labels } }], ports: tcp(9093) }]);
});

test("FF30: who uses buckets reaches the agent that hands out credentials, and the API", () => {
  const parts = { services: { web: { buckets: [{ name: "exports", access: "write" }] } } };
  expect(egressTo(parts, 80)).toEqual([{ to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: tcp(80) }]);
  expect(egressTo(parts, 443)).toHaveLength(1);
});

describe("FF30: an API of AWS that a service declares", () => {
  const parts = (aws: object, egress = "sqs.us-west-2.amazonaws.com:443") => ({
    services: { web: { egress: [egress] } },
    environment: {
      aws: { account: "333333333333", region: "us-west-2", zones: ["a", "b"], domain: "shop.example", ...aws },
    },
  });
  const cidr = "10.30.0.0/16";
  const endpoints = { to: ["10.30.10.0/27", "10.30.10.32/27"].map((cidr) => ({ ipBlock: { cidr } })), ports: tcp(443) };

  test("is reached outside, and where the environment may have an endpoint of it", () => {
    expect(egressTo(parts({ cidr }), 443)).toEqual([expect.anything(), endpoints]);
    expect(egressTo(parts({ cidr, interfaceEndpoints: false }), 443)).toHaveLength(1);
  });

  test("while other hosts are outside alone", () => {
    expect(egressTo(parts({ cidr }, "api.example.com:443"), 443)).toHaveLength(1);
  });
});

test("FF29: the load balancer comes from the public subnets", () => {
  const { ingress } = policy({ services: { web: { metrics: false, expose: { host: "www" } } } });
  const blocks = ["10.30.0.0/24", "10.30.1.0/24", "10.30.2.0/24"].map((cidr) => ({ ipBlock: { cidr } }));
  expect(ingress).toEqual([{ from: blocks, ports: tcp(8080) }]);
});

test("FF28: Prometheus reaches the port of the metrics and no other", () => {
  const { ingress } = policy({ services: { web: { metrics: { port: 9464 } } } });
  expect(ingress).toHaveLength(1);
  expect(ingress[0].ports).toEqual(tcp(9464));
  expect(ingress[0].from[0].podSelector).toEqual({
    matchLabels: { "app.kubernetes.io/instance": "prometheus", "app.kubernetes.io/name": "prometheus" },
  });
});
