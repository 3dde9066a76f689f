import { describe, expect, test } from "vitest";
import { createNodeHost } from "../../src/host/node-host.ts";
import type { Environment, Service } from "../../src/model/platform.ts";
import { passes } from "../model/front-end.ts";
import { ROOT } from "../properties/compiled.ts";

const disk = createNodeHost(ROOT);

/** Pods that a rolling update adds to the most there are. */
const surge = ({ rollout: { maxSurge }, scale: { max } }: Service): number =>
  typeof maxSurge === "number" ? maxSurge : Math.ceil((max * Number.parseInt(maxSurge, 10)) / 100);

/** The arithmetic of docs/finflow.md, done on the spec itself. */
const cases = ["specs/finflow.yaml", "test/specs/wayfarer/platform.yaml"].flatMap((entry) =>
  (passes(entry, disk).platform?.environments ?? []).map(
    (environment) => [`${entry} ${environment.name}`, environment] as const,
  ),
);

describe.each(cases)("%s", (_name, environment: Environment) => {
  const { services, topics } = environment;
  const find = (name: string) => services.find((service) => service.name === name) as Service;

  test("connections of all pods fit the database", () => {
    // db.m7g.large has 8 GiB; PostgreSQL's own default elsewhere. Three connections are reserved for the superuser.
    const maximum = environment.database?.engine === "rds" ? Math.floor(0.87 * 8 * 112) : 100;
    for (const service of services) {
      if (!service.database) continue;
      const used = (service.scale.max + surge(service)) * service.database.processes * service.database.pool + 8;
      expect(used, service.name).toBeLessThanOrEqual(0.85 * (maximum - 3));
    }
  });

  test("every consumer has a partition", () => {
    for (const service of services) {
      for (const { topic } of service.consumes) {
        const partitions = topics.find(({ name }) => name === topic)?.partitions ?? 0;
        expect(partitions, `${service.name} ${topic}`).toBeGreaterThanOrEqual(service.scale.max);
      }
    }
  });

  test("the brokers' disks hold what is retained", () => {
    const { brokers, storage } = environment.kafka ?? { brokers: 1, storage: 0 };
    const bytes = topics.reduce((sum, { throughput = 0, retention }) => sum + throughput * (retention / 86_400_000), 0);
    expect((bytes * 3 * 1.3) / brokers).toBeLessThanOrEqual(storage);
  });

  test("Elasticsearch stays below its watermark", () => {
    if (environment.logging === undefined) return;
    const { dailyVolume, retention, nodes, storage } = environment.logging;
    expect((dailyVolume * (retention / 86_400_000 + 1) * (nodes > 1 ? 2 : 1) * 1.15) / nodes).toBeLessThanOrEqual(
      0.85 * storage,
    );
  });

  test("callers wait longer than what they call, and retries do not multiply", () => {
    const walk = (name: string, timeout: number, attempts: number, seen: readonly string[]): void => {
      for (const call of find(name).calls) {
        // A call back into the path that leads here is what its owners broke with `required: false`.
        if (seen.includes(call.service)) continue;
        const path = [...seen, call.service].join(" → ");
        const tries = attempts * (1 + call.retries);
        expect(call.timeout * (1 + call.retries), path).toBeLessThan(timeout);
        expect(tries, path).toBeLessThanOrEqual(4);
        walk(call.service, call.timeout, tries, [...seen, call.service]);
      }
    };
    const called = new Set(services.flatMap((service) => service.calls.map((call) => call.service)));
    for (const { name } of services) if (!called.has(name)) walk(name, 60_000, 1, [name]);
  });

  test("nobody promises more than what it needs", () => {
    for (const service of services) {
      const below = service.calls
        .filter(({ required }) => required)
        .map((call) => find(call.service).slo?.availability ?? 100);
      const product = below.reduce((total, availability) => total * (availability / 100), 100);
      expect(service.slo?.availability ?? 0, service.name).toBeLessThanOrEqual(product);
    }
  });
});
