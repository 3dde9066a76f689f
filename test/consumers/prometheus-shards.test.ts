import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect } from "vitest";
import { stringify } from "yaml";
import { tester } from "../tester.ts";
import { testWith, toolsFolder } from "./judge.ts";
import { prometheusJudge } from "./prometheus.ts";

const SHARDS = 2;
const parts = { services: { web: {} }, environment: { monitoring: { shards: SHARDS } } };

/** Prometheus 3.8, as `npm run tools` builds it. */
const server = join(toolsFolder, "prometheus");

describe("a real Prometheus for each shard and one that sees all", () => {
  testWith(prometheusJudge, "answers and evaluates as if nothing were divided", async () => {
    const { remoteRead, externalLabels } = tester.object(parts, "monitoring", "Prometheus", "prometheus-query").spec;
    const [{ relabelings }] = tester.object(parts, "monitoring", "Prometheus", "prometheus").spec.scrapeClasses;
    const [{ targetLabel, replacement }] = relabelings;
    await withFolder(async (folder, start) => {
      const exporter = await listen(
        createServer((_, answer) => answer.setHeader("Content-Type", "text/plain").end("requests_total 7\n")),
      );
      const shards = await Promise.all(
        Array.from({ length: SHARDS }, async (_, shard) =>
          start(`shard-${shard}`, {
            global: { scrape_interval: "1s" },
            scrape_configs: [
              {
                job_name: `job-${shard}`,
                static_configs: [{ targets: [`127.0.0.1:${exporter.port}`], labels: { [targetLabel]: replacement } }],
              },
            ],
          }),
        ),
      );
      writeFileSync(
        join(folder, "rules.yaml"),
        stringify({
          groups: [{ name: "all", interval: "1s", rules: [{ record: "all:up:count", expr: "count(up)" }] }],
        }),
      );
      const reader = (name: string, filters: boolean) =>
        start(name, {
          global: { evaluation_interval: "1s", external_labels: externalLabels },
          rule_files: [join(folder, "rules.yaml")],
          remote_read: remoteRead.map(({ url, readRecent }: { url: string; readRecent: boolean }, shard: number) => ({
            url: `http://127.0.0.1:${shards[shard]}${new URL(url).pathname}`,
            read_recent: readRecent,
            filter_external_labels: filters,
          })),
        });
      expect(remoteRead).toHaveLength(SHARDS);
      const all = await reader("query", remoteRead[0].filterExternalLabels);
      try {
        await until(async () => (await query(all, "count(up == 1)")) === "2");
        expect(await query(all, `count(requests_total{environment="prod"})`)).toBe("2");
        expect(await query(all, `absent(up{job="job-1"})`)).toBeUndefined();
        // Labels that shards add would hinder the match of one's series with the other's.
        expect(await query(all, `requests_total{job="job-0"} + ignoring(job) requests_total{job="job-1"}`)).toBe("14");
        await until(async () => (await query(all, "all:up:count")) === "2");
        // Controls: a shard alone misses what the other one has, and by default the reader asks for its own labels.
        expect(await query(shards[0] ?? 0, `absent(up{job="job-1"})`)).toBe("1");
        const filtering = await reader("filtering", true);
        await sleep(2000);
        expect(await query(filtering, "count(up)")).toBeUndefined();
      } finally {
        exporter.server.close();
      }
    });
  });
});

/** Starts Prometheus with a configuration, and tells its port when it is ready; all of them end with the folder. */
async function withFolder(
  use: (folder: string, start: (name: string, config: object) => Promise<number>) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "finflow-prometheus-"));
  const started: ChildProcess[] = [];
  try {
    await use(folder, async (name, config) => {
      const file = join(folder, `${name}.yaml`);
      writeFileSync(file, stringify(config));
      const port = await freePort();
      const data = `--storage.tsdb.path=${join(folder, name)}`;
      const address = `--web.listen-address=127.0.0.1:${port}`;
      started.push(spawn(server, [`--config.file=${file}`, data, address], { stdio: "ignore" }));
      await until(async () => (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok);
      return port;
    });
  } finally {
    await Promise.all(
      started.map(
        (child) =>
          new Promise((resolve) => {
            child.once("exit", resolve);
            child.kill("SIGKILL");
          }),
      ),
    );
    rmSync(folder, { recursive: true, force: true });
  }
}

async function query(port: number, expression: string): Promise<string | undefined> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(expression)}`);
  const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
  return data.result[0]?.value[1];
}

/** Tries again for half a minute. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 150; tries++) {
    if (await isSo().catch(() => false)) return;
    await sleep(200);
  }
  throw new Error("half a minute was not enough");
}

async function listen(server: Server): Promise<{ server: Server; port: number }> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

async function freePort(): Promise<number> {
  const socket = createSocket();
  await new Promise<void>((resolve) => socket.listen(0, "127.0.0.1", resolve));
  const { port } = socket.address() as AddressInfo;
  await new Promise((resolve) => socket.close(resolve));
  return port;
}
