import fc from "fast-check";
import { expect, test } from "vitest";
import type { CompiledEnvironment } from "../../src/emitters/emitter.ts";
import type { Platform } from "../../src/model/platform.ts";
import {
  databaseBackupOf,
  databaseExporterOf,
  databaseOf,
  databasePoolerOf,
  databasePrepareOf,
} from "../../src/naming/names.ts";
import { reachOf } from "../../src/reach/reach.ts";
import { spec, specText } from "../arbitraries/spec.ts";
import { tester } from "../tester.ts";
import { compileSample, SAMPLES } from "./compiled.ts";

const SPECS = 40;

/**
 * Every connection between pods that an environment is meant to have: what the spec declares, and what the platform
 * itself needs, said here once more by hand. Ports are those that the components document.
 */
function meant(platform: Platform, { environment, graph }: CompiledEnvironment): readonly string[] {
  const { namespace, services, kafka, logging, monitoring, database } = environment;
  const found: string[] = [];
  const add = (from: string, to: string, port: number) => found.push(`${from} -> ${to}:${port}`);
  const own = (name: string) => `${namespace}/${name}`;
  const watch = (name: string) => `observability/${name}`;
  const scrape = (to: string, port: number) => add(watch("prometheus"), to, port);
  const nameOf = (node: string) => node.slice(node.indexOf(":") + 1);
  const broker = own(`${platform.name}-broker`);
  // One pod is both where there is one of each, outside production.
  const isOne = environment.tier === "nonprod" && kafka?.brokers === 1 && kafka.controllers === 1;
  const inCluster = database?.engine === "cnpg" || database?.engine === "statefulset";

  const clients = new Set<string>();
  for (const { kind, from, to, port = 0 } of graph.edges) {
    if (kind === "calls" && from !== to) add(own(nameOf(from)), own(nameOf(to)), port);
    if (kind === "publishes" || kind === "consumes") clients.add(nameOf(from));
    if (kind === "scrapes") scrape(own(nameOf(to)), port);
  }
  for (const client of clients) add(own(client), broker, 9093);
  for (const { name, ...service } of services) {
    if (service.database === undefined || database === undefined) continue;
    scrape(own(databaseExporterOf(name)), 9187);
    if (!inCluster) continue;
    const server = own(databaseOf(name));
    for (const client of [name, databaseExporterOf(name), databaseBackupOf(name)]) add(own(client), server, 5432);
    if (database.engine === "statefulset") add(own(databasePrepareOf(name)), server, 5432);
    if (database.engine !== "cnpg") continue;
    scrape(server, 9187);
    if (database.pooler === 0) continue;
    const pooler = own(databasePoolerOf(name));
    add(own(name), pooler, 5432);
    for (const [from, to] of [
      [pooler, server],
      [server, pooler],
    ] as const) {
      for (const port of [5432, 8000]) add(from, to, port);
    }
  }
  if (kafka) {
    if (!isOne) add(broker, own(`${platform.name}-controller`), 9090);
    for (const beside of ["entity-operator", "kafka-exporter"]) add(own(`${platform.name}-${beside}`), broker, 9091);
    scrape(broker, 9404);
    if (!isOne) scrape(own(`${platform.name}-controller`), 9404);
    scrape(own(`${platform.name}-kafka-exporter`), 9404);
  }
  if (logging) {
    for (const client of ["elasticsearch-exporter", "elasticsearch-setup", "kibana"])
      add(watch(client), watch("elasticsearch"), 9200);
    add("node-agents/fluentd", watch("elasticsearch"), 9200);
    scrape("node-agents/fluentd", 24_231);
    scrape(watch("elasticsearch-exporter"), 9114);
  }
  add(watch("prometheus"), watch("alertmanager"), 9093);
  scrape(watch("grafana"), 3000);
  scrape(watch("kube-state-metrics"), 8080);
  if (monitoring.shards > 1) {
    add(watch("grafana"), watch("prometheus-query"), 9090);
    add(watch("prometheus-query"), watch("alertmanager"), 9093);
    add(watch("prometheus-query"), watch("prometheus"), 9090);
    scrape(watch("prometheus-query"), 9090);
  } else {
    add(watch("grafana"), watch("prometheus"), 9090);
  }
  return [...new Set(found)].toSorted();
}

function judge(platform: Platform, compiled: CompiledEnvironment): number {
  const { connections, halfOpen } = reachOf(compiled.units.flatMap(({ objects }) => objects));
  const arrows = connections.map(({ from, to, port }) => `${from} -> ${to}:${port}`).toSorted();
  expect(arrows).toEqual(meant(platform, compiled));
  expect(halfOpen).toEqual([]);
  return arrows.length;
}

test.each(SAMPLES)("law 4: pods of %s reach each other where an edge says so, and nowhere else", (entry) => {
  const { platform, environments } = compileSample(entry);
  expect(environments.length).toBeGreaterThan(0);
  for (const compiled of environments) expect(judge(platform as Platform, compiled)).toBeGreaterThan(20);
});

test(`law 4: the same of ${SPECS} random specs`, () =>
  fc.assert(
    fc.property(spec, (data) => {
      const { platform, environments } = tester.platform(specText(data));
      for (const compiled of environments) judge(platform as Platform, compiled);
    }),
    { numRuns: SPECS },
  ));
