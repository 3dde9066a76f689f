import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { spec, specText } from "../../arbitraries/spec.ts";
import { type SpecParts, tester } from "../../tester.ts";

interface Acl {
  readonly resource: { readonly type: string; readonly name: string; readonly patternType: string };
  readonly operations: readonly string[];
}

const granted = (acls: readonly Acl[]): readonly string[] =>
  acls
    .flatMap(({ resource: { type, name, patternType }, operations }) =>
      operations.map((operation) => `${operation} ${type} ${name} ${patternType}`),
    )
    .toSorted();

describe("FF19: what a service may do is what its edges say", () => {
  test("over random specs: no right without an edge, no edge without its rights", () => {
    let edges = 0;
    fc.assert(
      fc.property(spec, (data) => {
        const { environments } = tester.platform(specText(data));
        for (const [name, service] of Object.entries(data.services)) {
          const { publishes = [], consumes = [] } = service as {
            publishes?: readonly (string | { topic: string; exactlyOnce?: boolean })[];
            consumes?: readonly (string | { topic: string; group?: string })[];
          };
          const meant = new Set<string>();
          for (const one of publishes) {
            const { topic, exactlyOnce = false } = typeof one === "string" ? { topic: one } : one;
            for (const operation of ["Describe", "Write"]) {
              meant.add(`${operation} topic ${topic} literal`);
              if (exactlyOnce) meant.add(`${operation} transactionalId ${name}. prefix`);
            }
          }
          for (const one of consumes) {
            const { topic, group = name } = typeof one === "string" ? { topic: one } : one;
            for (const operation of ["Describe", "Read"]) {
              meant.add(`${operation} topic ${topic} literal`);
              meant.add(`${operation} group ${group} literal`);
            }
          }
          edges += publishes.length + consumes.length;
          for (const { units } of environments) {
            const users = units.flatMap(({ objects }) =>
              objects.filter(({ kind, metadata }) => kind === "KafkaUser" && metadata.name === name),
            );
            expect(users).toHaveLength(meant.size > 0 ? 1 : 0);
            for (const user of users) {
              const { authorization } = user.spec as { authorization: { acls: readonly Acl[] } };
              expect(granted(authorization.acls)).toEqual([...meant].toSorted());
            }
          }
        }
      }),
      { numRuns: 40 },
    );
    expect(edges).toBeGreaterThan(40);
  });

  test("every topic in use is declared once, by who writes it, under its own name", () => {
    fc.assert(
      fc.property(spec, (data) => {
        const { environments } = tester.platform(specText(data));
        for (const { units, environment } of environments) {
          const declared = units.flatMap(({ name, objects }) =>
            objects.filter(({ kind }) => kind === "KafkaTopic").map(({ metadata }) => [metadata.name, name] as const),
          );
          const written = environment.services.flatMap(({ name, publishes }) =>
            publishes.map(({ topic }) => [topic, `messaging/${name}`] as const),
          );
          expect(declared.toSorted()).toEqual(written.toSorted());
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("topics", () => {
  const declaredIn = (parts: SpecParts) =>
    ["a", "b", "c"].filter((name) =>
      tester.objects(parts, `messaging/${name}`).some(({ kind }) => kind === "KafkaTopic"),
    );
  const topics = { orders: {} };

  test("of several that write one, the first declares it", () =>
    expect(
      declaredIn({
        services: { c: { publishes: ["orders"] }, b: { publishes: ["orders"] }, a: { consumes: ["orders"] } },
        topics,
      }),
    ).toEqual(["b"]));

  test("one that nobody writes is declared by the first that reads it", () =>
    expect(declaredIn({ services: { c: { consumes: ["orders"] }, b: { consumes: ["orders"] } }, topics })).toEqual([
      "b",
    ]));

  test("retention and compaction", () => {
    const config = (topic: object) =>
      tester.object(
        { services: { a: { publishes: ["orders"] } }, topics: { orders: topic } },
        "messaging/a",
        "KafkaTopic",
      ).spec.config;
    expect(config({ retention: "2h" })).toMatchObject({ "cleanup.policy": "delete", "retention.ms": 7_200_000 });
    expect(config({ compacted: true })).toMatchObject({ "cleanup.policy": "compact" });
  });
});

describe("the key of a service", () => {
  const services = {
    web: { publishes: [{ topic: "orders", exactlyOnce: true }] },
    stock: { runtime: "java", consumes: [{ topic: "orders", group: "keepers" }] },
    lonely: {},
  };
  const topics = { orders: {} };
  // biome-ignore lint/suspicious/noExplicitAny: a test that reads a wrong field fails
  const template = (name: string): any => tester.object({ services, topics }, name, "Deployment").spec.template;
  const secretsOf = (name: string) =>
    template(name).spec.volumes.flatMap(({ projected }: { projected?: { sources: { secret: object }[] } }) =>
      (projected?.sources ?? []).map(({ secret }) => secret),
    );
  const items = (...keys: string[]) => keys.map((key) => ({ key, path: key }));

  test("its own certificate and the brokers' CA, nobody else's; for Java as PKCS #12", () => {
    expect(secretsOf("web")).toEqual([
      { name: "kafka-user.web", items: items("user.crt", "user.key") },
      { name: "shop-cluster-ca-cert", items: items("ca.crt") },
    ]);
    expect(secretsOf("stock")).toEqual([
      { name: "kafka-user.stock", items: items("user.p12", "user.password") },
      { name: "shop-cluster-ca-cert", items: items("ca.p12", "ca.password") },
    ]);
    expect(secretsOf("lonely")).toEqual([]);
  });

  test("the label that opens the brokers is on the pods of whoever has a topic, and in no selector", () => {
    const label = "finflow.io/kafka-client";
    expect(Object.keys(services).filter((name) => template(name).metadata.labels[label] === "true")).toEqual([
      "web",
      "stock",
    ]);
    const { selector } = tester.object({ services, topics }, "web", "Deployment").spec;
    expect(selector.matchLabels).not.toHaveProperty([label]);
  });

  test("what it is told", () => {
    const data = (name: string) =>
      Object.fromEntries(
        Object.entries(tester.object({ services, topics }, name, "ConfigMap", name).data).filter(([variable]) =>
          variable.startsWith("KAFKA_"),
        ),
      );
    expect(data("web")).toEqual({
      KAFKA_BOOTSTRAP_SERVERS: "shop-kafka-bootstrap:9093",
      KAFKA_CA_FILE: "/etc/kafka/ca.crt",
      KAFKA_CERT_FILE: "/etc/kafka/user.crt",
      KAFKA_KEY_FILE: "/etc/kafka/user.key",
      KAFKA_SECURITY_PROTOCOL: "SSL",
      KAFKA_TRANSACTIONAL_ID_PREFIX: "web.",
    });
    expect(data("stock")).toEqual({
      KAFKA_BOOTSTRAP_SERVERS: "shop-kafka-bootstrap:9093",
      KAFKA_GROUP_ORDERS: "keepers",
      KAFKA_KEYSTORE_FILE: "/etc/kafka/user.p12",
      KAFKA_KEYSTORE_PASSWORD_FILE: "/etc/kafka/user.password",
      KAFKA_SECURITY_PROTOCOL: "SSL",
      KAFKA_TRUSTSTORE_FILE: "/etc/kafka/ca.p12",
      KAFKA_TRUSTSTORE_PASSWORD_FILE: "/etc/kafka/ca.password",
    });
    expect(data("lonely")).toEqual({});
  });
});
