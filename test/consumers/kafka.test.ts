import { expect } from "vitest";
import { kafka as catalogue } from "../../src/catalog/metrics/kafka.ts";
import type { Environment } from "../../src/model/platform.ts";
import type { KubernetesObject } from "../../src/resources/desired.ts";
import { tester } from "../tester.ts";
import { testWith } from "./judge.ts";
import { kafkaJudge, withBroker } from "./kafka/broker.ts";

/** Services that write, read, do both and do neither; a group that two share; a name that begins as another one does. */
const { environments } = tester.platform(
  tester.specOf({
    services: {
      pay: { publishes: [{ topic: "settled", exactlyOnce: true }], consumes: ["decided"] },
      "pay-out": { publishes: ["decided"], consumes: [{ topic: "settled", group: "accountants" }] },
      books: { runtime: "java", consumes: [{ topic: "settled", group: "accountants" }] },
      idle: {},
    },
    topics: { settled: { retention: "2h" }, decided: { compacted: true } },
    environment: { tier: "nonprod", kafka: { brokers: 1, controllers: 1 } },
  }),
);

// biome-ignore lint/suspicious/noExplicitAny: a test that reads a wrong field fails
type Spec = any;

/** The lines that make of the custom resources what Strimzi's operators make of them. */
const linesOf = (object: KubernetesObject): readonly string[] => {
  const spec = object.spec as Spec;
  if (object.kind === "KafkaTopic") {
    const options = Object.entries(spec.config).map(([option, value]) => `${option}=${value}`);
    return [`topic ${spec.topicName} ${spec.partitions} ${spec.replicas} ${options.join(",")}`];
  }
  if (object.kind !== "KafkaUser") return [];
  return spec.authorization.acls.flatMap(({ resource: { type, name, patternType }, operations }: Spec) =>
    operations.map((operation: string) => {
      const [resource, pattern] = [type === "transactionalId" ? "transactional_id" : type, patternType];
      return `acl User:CN=${object.metadata.name} ${resource} ${name} ${pattern === "prefix" ? "PREFIXED" : "LITERAL"} ${operation}`;
    }),
  );
};

/** Everything that anybody could try with the topics, and whether an edge says so. */
function attemptsOf({ services, topics }: Environment): readonly (readonly [line: string, isDeclared: boolean])[] {
  const groups = new Set(services.flatMap(({ name, consumes }) => [name, ...consumes.map(({ group }) => group)]));
  return services.flatMap(({ name, publishes, consumes }) =>
    topics.flatMap(({ name: topic }) => {
      const written = publishes.find((one) => one.topic === topic);
      return [
        [`produce ${name} ${topic}`, written !== undefined] as const,
        ...[...new Set([name, "pay"])].map(
          (id) => [`transact ${name} ${topic} ${id}.1`, written?.exactlyOnce === true && id === name] as const,
        ),
        ...[...groups].map(
          (group) =>
            [
              `consume ${name} ${topic} ${group}`,
              consumes.some((one) => one.topic === topic) && consumes.some((one) => one.group === group),
            ] as const,
        ),
      ];
    }),
  );
}

testWith(
  kafkaJudge,
  "FF19, FF52: a real broker lets through what edges say, and says what the catalogue has",
  async () => {
    const [compiled] = environments;
    if (compiled === undefined) throw new Error("the spec has errors");
    const objects = compiled.units.flatMap((unit) => unit.objects);
    const spec = objects.find(({ kind }) => kind === "Kafka")?.spec as Spec;
    const { name, key } = spec.kafka.metricsConfig.valueFrom.configMapKeyRef;
    const rules = objects.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === name)?.data as Spec;
    const users = compiled.environment.services.map((service) => service.name);
    await withBroker({ users, config: spec.kafka.config, rules: rules[key] }, async ({ probe, metrics }) => {
      const setup = objects.flatMap(linesOf);
      expect(probe(setup).filter((answer) => answer !== "ok")).toEqual([]);
      // First what is let through, so that there is something to read.
      const attempts = attemptsOf(compiled.environment).toSorted(([, a], [, b]) => Number(b) - Number(a));
      const produced = attempts.toSorted(
        ([a], [b]) => Number(a.startsWith("consume")) - Number(b.startsWith("consume")),
      );
      const answers = probe(produced.map(([line]) => line));
      const outcome = produced.map(([line], index) => `${line}: ${answers[index] === "ok"}`);
      expect(outcome).toEqual(produced.map(([line, isDeclared]) => `${line}: ${isDeclared}`));
      // Denied, not failed for another reason.
      const reasons = new Set(answers.filter((answer) => answer !== "ok"));
      expect([...reasons].filter((reason) => !reason.endsWith("AuthorizationException"))).toEqual([]);
      expect(answers.filter((answer) => answer === "ok").length).toBeGreaterThan(5);

      expect(seriesIn(await metrics(), Object.keys(catalogue.metrics))).toEqual(
        Object.fromEntries(Object.entries(catalogue.metrics).map(([metric, labels]) => [metric, labels.toSorted()])),
      );
    });
  },
);

/** The labels of each of the metrics, over all of its series. */
function seriesIn(text: string, metrics: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const labels = new Map<string, Set<string>>();
  for (const line of text.split("\n")) {
    const [, metric = "", inside = ""] = /^([a-z_0-9]+)(?:\{(.*)\})? /.exec(line) ?? [];
    const found = labels.get(metric) ?? new Set();
    for (const [, label = ""] of inside.matchAll(/([A-Za-z_]+)="(?:[^"\\]|\\.)*"/g)) found.add(label);
    labels.set(metric, found);
  }
  return Object.fromEntries(
    metrics.flatMap((metric) => (labels.has(metric) ? [[metric, [...(labels.get(metric) ?? [])].toSorted()]] : [])),
  );
}
