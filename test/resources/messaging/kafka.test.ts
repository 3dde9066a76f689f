import { describe, expect, test } from "vitest";
import { replicationFactorOf } from "../../../src/catalog/kafka-replication.ts";
import { reachOf } from "../../../src/reach/reach.ts";
import { podDemandsOf } from "../../../src/resources/demands.ts";
import { type SpecParts, tester } from "../../tester.ts";

const services = { web: { publishes: ["orders"] }, stock: { consumes: ["orders"] }, lonely: {} };
const topics = { orders: {} };
const small = { tier: "nonprod", kafka: { brokers: 1, controllers: 1 } };

const pools = (environment: SpecParts["environment"]) =>
  tester
    .objects({ services, topics, ...(environment && { environment }) }, "messaging/kafka")
    .filter(({ kind }) => kind === "KafkaNodePool")
    .map(({ metadata, spec }) => {
      const { replicas, roles } = spec as { replicas: number; roles: readonly string[] };
      return `${metadata.name} ${replicas} ${roles.join("+")}`;
    });

describe("node pools", () => {
  test("controllers and brokers are apart", () =>
    expect(pools({})).toEqual(["broker 3 broker", "controller 3 controller"]));

  test("brokers scale by the spec, and take up no node ID of a controller", () => {
    expect(pools({ kafka: { brokers: 7 } })).toEqual(["broker 7 broker", "controller 3 controller"]);
    const ids = (name: string) =>
      tester.object({ services, topics }, "messaging/kafka", "KafkaNodePool", name).metadata.annotations[
        "strimzi.io/next-node-ids"
      ];
    expect([ids("broker"), ids("controller")]).toEqual(["[0-99]", "[100-199]"]);
  });

  test("one of each outside production is one pod, of which nothing else is short", () => {
    expect(pools(small)).toEqual(["broker 1 broker+controller"]);
    expect(pools({ tier: "nonprod", kafka: { brokers: 1, controllers: 3 } })).toEqual([
      "broker 1 broker",
      "controller 3 controller",
    ]);
  });

  test("half of the memory is heap, and a volume outlives its pool", () => {
    const { spec } = tester.object(
      { services, topics, environment: { kafka: { resources: { memory: "3Gi", cpu: "750m" } } } },
      "messaging/kafka",
      "KafkaNodePool",
      "broker",
    );
    expect(spec.jvmOptions).toEqual({ "-Xms": "1536m", "-Xmx": "1536m" });
    expect(spec.resources.requests).toMatchObject({ cpu: "750m", memory: "3Gi" });
    expect(spec.storage.volumes).toMatchObject([{ class: "encrypted-gp3", size: "100Gi", deleteClaim: false }]);
  });

  test("FF05: every pod is counted in the quota", () => {
    const counted = (environment: SpecParts["environment"] = {}) => {
      const [found] = tester.platform(tester.specOf({ services, topics, environment })).environments;
      if (found === undefined) throw new Error("the spec has errors");
      return podDemandsOf(found.environment)
        .filter(({ workload }) => workload.startsWith("kafka"))
        .map(({ workload, pods, sidecars = [] }) => [workload, pods, 1 + sidecars.length]);
    };
    const beside = [
      ["kafka-entity-operator", 1, 2],
      ["kafka-exporter", 1, 1],
    ];
    expect(counted()).toEqual([["kafka-broker", 3, 1], ["kafka-controller", 3, 1], ...beside]);
    expect(counted(small)).toEqual([["kafka-broker", 1, 1], ...beside]);
  });
});

describe("FF17: durability", () => {
  test.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [5, 2],
  ])("%i brokers: a write is confirmed by %i, everywhere the same", (brokers, inSync) => {
    const parts = { services, topics, environment: { tier: "nonprod", kafka: { brokers } } };
    const { config } = tester.object(parts, "messaging/kafka", "Kafka").spec.kafka;
    const topic = tester.object(parts, "messaging/web", "KafkaTopic").spec;
    const copies = replicationFactorOf(brokers);
    for (const [option, value] of Object.entries(config)) {
      if (option.endsWith("replication.factor")) expect([option, value]).toEqual([option, copies]);
      if (/min\.(?:isr|insync)/.test(option)) expect([option, value]).toEqual([option, inSync]);
    }
    expect(config).toMatchObject({ "auto.create.topics.enable": false, "min.insync.replicas": inSync });
    expect(topic).toMatchObject({ replicas: copies, config: { "min.insync.replicas": inSync } });
    // One copy may be missing as soon as there is a second one.
    expect(inSync).toBeLessThanOrEqual(Math.max(1, copies - 1));
  });
});

describe("who talks to the brokers", () => {
  const connections = (parts: SpecParts) => {
    const [environment] = tester.platform(tester.specOf(parts)).environments;
    return reachOf(environment?.units.flatMap(({ objects }) => objects) ?? []);
  };
  const toBrokers = (parts: SpecParts) =>
    connections(parts)
      .connections.filter(({ from, to }) => `${from} ${to}`.includes("/shop-"))
      .map(({ from, to, port }) => `${from.replace("shop-prod/", "")} ${to.replace("shop-prod/", "")}:${port}`)
      .filter((arrow) => !arrow.startsWith("observability/"))
      .toSorted();

  test("law 4: services with a topic, each other, and what Strimzi runs beside them; nobody else", () =>
    expect(toBrokers({ services, topics })).toEqual([
      "shop-broker shop-controller:9090",
      "shop-entity-operator shop-broker:9091",
      "shop-kafka-exporter shop-broker:9091",
      "stock shop-broker:9093",
      "web shop-broker:9093",
    ]));

  test("what reads its certificates from the API server reaches it: every broker and controller too", () => {
    for (const environment of [{}, small]) {
      const asking = connections({ services, topics, environment })
        .outside.filter(({ direction, port, pod }) => direction === "egress" && port === 443 && pod.includes("/shop-"))
        .map(({ pod }) => pod.replace("shop-prod/", ""));
      const controllers = environment === small ? [] : ["shop-controller"];
      expect([...new Set(asking)].toSorted()).toEqual(["shop-broker", ...controllers, "shop-entity-operator"]);
    }
  });

  test("no connection is open at one end alone", () =>
    expect(
      connections({ services, topics }).halfOpen.filter(({ from, to }) => `${from}${to}`.includes("/shop-")),
    ).toEqual([]));

  test("law 10: the unit of the brokers does not grow with services", () => {
    const unit = (parts: SpecParts) => JSON.stringify(tester.objects(parts, "messaging/kafka"));
    const more = { other: { publishes: ["other"] }, another: { consumes: ["other", "orders"] } };
    expect(unit({ services: { ...services, ...more }, topics: { orders: {}, other: {} } })).toBe(
      unit({ services, topics }),
    );
  });
});
