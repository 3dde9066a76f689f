import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Judge, toolsFolder } from "./judge.ts";
import { type Series, STEP } from "./synthetic-series.ts";

const run = promisify(execFile);

/** Ours, whatever stands on the PATH: Debian's Prometheus is of version 2. */
const [server, promtool] = ["prometheus", "promtool"].map((name) => join(toolsFolder, name)) as [string, string];

export const prometheusJudge: Judge = {
  name: "Prometheus 3",
  isThere: existsSync(server) && existsSync(promtool),
  hint: "npm run tools",
};

/** Groups of rules, as Prometheus reads them. */
export interface RuleGroup {
  readonly rules: readonly Rule[];
}

interface Rule {
  readonly record?: string;
  readonly expr: string;
}

/** A vector or a matrix, as the HTTP API gives it. */
export interface Result {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

export interface Prometheus {
  /** The value at the end of the data. */
  readonly instant: (query: string) => Promise<readonly Result[]>;
  /** The values of all of the data. */
  readonly range: (query: string, step: number) => Promise<readonly Result[]>;
}

/** Since 1970, in seconds; long ago, so that nothing depends on the clock. */
export const START = Date.UTC(2026, 0, 1) / 1000;
const SAMPLES = 241;
export const END = START + (SAMPLES - 1) * STEP;

/**
 * A real Prometheus with two hours of the series, and what the recording rules make of them, for as long as it is used.
 *
 * @param recorded for how many seconds the rules were there; they cost most of the time
 * @param use throws with what Prometheus says of a query that it does not take
 */
export async function withPrometheus<T>(
  series: readonly Series[],
  groups: readonly RuleGroup[],
  use: (prometheus: Prometheus) => Promise<T>,
  recorded = 600,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "finflow-prometheus-"));
  const data = join(folder, "data");
  try {
    await writeFile(join(folder, "series.txt"), openMetrics(series));
    await run(promtool, ["tsdb", "create-blocks-from", "openmetrics", "--quiet", join(folder, "series.txt"), data]);
    const file = join(folder, "rules.yaml");
    const period = [`--start=${END - recorded}`, `--end=${END}`, "--eval-interval=120s", `--output-dir=${data}`];
    for (const rules of layersOf(groups.flatMap((group) => group.rules))) {
      await writeFile(file, JSON.stringify({ groups: [{ name: "layer", rules }] }));
      await running(folder, data, (url) =>
        run(promtool, ["tsdb", "create-blocks-from", "rules", `--url=${url}`, ...period, file]),
      );
    }
    return await running(folder, data, (url) => use(clientOf(url)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Recording rules in layers: what is recorded can be read only after a restart, so a rule comes after all that it reads. */
function layersOf(rules: readonly Rule[]): readonly (readonly Rule[])[] {
  const recording = rules.filter(({ record }) => record !== undefined);
  if (recording.length === 0) return [];
  const pending = new Set(recording.map(({ record = "" }) => record));
  const [later = [], first = []] = [true, false].map((waits) =>
    recording.filter(({ expr }) => [...pending].some((name) => expr.includes(name)) === waits),
  );
  if (first.length === 0) throw new Error(`rules that read each other: ${[...pending]}`);
  return [first, ...layersOf(later)];
}

/** Starts the server, and ends it whatever happens. */
async function running<T>(folder: string, data: string, use: (url: string) => Promise<T>): Promise<T> {
  const address = `127.0.0.1:${await freePort()}`;
  const config = join(folder, "prometheus.yaml");
  await writeFile(config, "{}\n");
  const flags = [`--config.file=${config}`, `--storage.tsdb.path=${data}`, `--web.listen-address=${address}`];
  // What is old would be deleted otherwise.
  const child = spawn(server, [...flags, "--storage.tsdb.retention.time=100y"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  try {
    for (let tries = 0; ; tries++) {
      const ready = await fetch(`http://${address}/-/ready`).catch(() => undefined);
      if (ready?.ok) break;
      if (child.exitCode !== null || tries > 600) throw new Error(`Prometheus does not start: ${said}`);
      await new Promise((done) => setTimeout(done, 50));
    }
    return await use(`http://${address}`);
  } finally {
    child.kill();
    await ended;
  }
}

const clientOf = (url: string): Prometheus => {
  const ask = async (path: string, parameters: Readonly<Record<string, string>>) => {
    const response = await fetch(`${url}/api/v1/${path}`, { method: "POST", body: new URLSearchParams(parameters) });
    const answer = (await response.json()) as { status: string; error?: string; data?: { result: readonly Result[] } };
    if (answer.data === undefined) throw new Error(`${answer.error}: ${parameters.query}`);
    return answer.data.result;
  };
  return {
    instant: (query) => ask("query", { query, time: String(END) }),
    range: (query, step) => ask("query_range", { query, start: String(START), end: String(END), step: String(step) }),
  };
};

function openMetrics(series: readonly Series[]): string {
  const lines = series.flatMap(({ name, labels, at }) => {
    const selector = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
    return Array.from(
      { length: SAMPLES },
      (_, index) => `${name}{${selector.join(",")}} ${at(index * STEP)} ${START + index * STEP}`,
    );
  });
  return `${lines.join("\n")}\n# EOF\n`;
}

const freePort = (): Promise<number> =>
  new Promise((done, failed) => {
    const probe = createServer().once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
