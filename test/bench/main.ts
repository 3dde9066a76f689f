/**
 * Prints, in one run on one machine, what a cold `generate` costs beside cdk8s, `kustomize build` and `cp -r`.
 * Seconds depend on the machine; the ratios are what to compare. Usage: npm run bench [-- 100 300 1000]
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ApiObject, App, Chart } from "cdk8s";
import { compile, createNodeHost, type DesiredUnit } from "../../src/index.ts";
import { findTool } from "../consumers/judge.ts";
import { syntheticSpec } from "./synthetic.ts";

const ROOT = new URL("../..", import.meta.url).pathname;
const CLI = join(ROOT, "src/cli/main.ts");
/** Overlays that `kustomize build` runs on for real; its time is scaled to all of them. */
const SAMPLE = 60;

interface Row {
  readonly spec: string;
  readonly files: number;
  readonly objects: number;
  readonly generate: number;
  readonly again: number;
  readonly cdk8s: number;
  readonly kustomize: number | undefined;
  readonly overlays: number;
  readonly copy: number;
}

const sizes = process.argv.slice(2).map(Number);
const rows: Row[] = [
  measure("FinFlow", "specs/finflow.yaml", (root) =>
    cpSync(join(ROOT, "specs"), join(root, "specs"), { recursive: true }),
  ),
];
for (const size of sizes.length > 0 ? sizes : [100, 300, 1000]) {
  rows.push(measure(`${size} services`, "specs/platform.yaml", (root) => writeAll(root, syntheticSpec(size))));
}
print(rows);

function measure(spec: string, entry: string, prepare: (root: string) => void): Row {
  const root = mkdtempSync(join(tmpdir(), "finflow-bench-"));
  try {
    prepare(root);
    process.stderr.write(`${spec}: generate\n`);
    const run = () => seconds(() => generate(root, entry));
    const generateTime = run();
    const again = run();
    const outputs = ["generated", "envs", "argocd", "terraform"];
    const files = outputs.reduce((sum, folder) => sum + countFiles(join(root, folder)), 0);
    process.stderr.write(`${spec}: cp -r\n`);
    const copy = seconds(() =>
      check("cp", ["-r", ...outputs.map((folder) => join(root, folder)), mkdir(join(root, "copy"))]),
    );
    process.stderr.write(`${spec}: cdk8s\n`);
    const { environments } = compile(entry, createNodeHost(root));
    const units = environments.flatMap((environment) => environment.units);
    const cdk8s = seconds(() => synthesize(units, join(root, "cdk8s")));
    const overlays = units.map((unit) => join(root, "envs", unit.environment, unit.name));
    process.stderr.write(`${spec}: kustomize build\n`);
    return {
      spec,
      files,
      objects: units.reduce((sum, unit) => sum + unit.objects.length, 0),
      generate: generateTime,
      again,
      cdk8s,
      kustomize: buildSample(overlays),
      overlays: overlays.length,
      copy,
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function generate(root: string, entry: string): void {
  check(process.execPath, [CLI, "generate", "--root", root, "--spec", entry]);
}

/** The same objects as one cdk8s chart for each unit and environment: what cdk8s does once somebody has made the objects. */
function synthesize(units: readonly DesiredUnit[], outdir: string): void {
  const app = new App({ outdir: mkdir(outdir) });
  for (const unit of units) {
    const chart = new Chart(app, `${unit.environment}-${unit.name.replaceAll("/", "-")}`, {
      disableResourceNameHashes: true,
    });
    for (const [index, object] of unit.objects.entries()) new ApiObject(chart, `object-${index}`, object);
  }
  app.synth();
}

function buildSample(overlays: readonly string[]): number | undefined {
  const kustomize = findTool("kustomize");
  if (kustomize === undefined) return undefined;
  const step = Math.max(1, Math.floor(overlays.length / SAMPLE));
  const sample = overlays.filter((_, index) => index % step === 0).slice(0, SAMPLE);
  const time = seconds(() => {
    for (const overlay of sample) check(kustomize, ["build", overlay]);
  });
  return (time / sample.length) * overlays.length;
}

function print(all: readonly Row[]): void {
  const ratio = (a: number, b: number | undefined) => (b === undefined ? "-" : `${(a / b).toFixed(2)}x`);
  const time = (value: number | undefined) => (value === undefined ? "-" : `${value.toFixed(2)} s`);
  const table = [
    [
      "spec",
      "files",
      "objects",
      "generate",
      "again",
      "cdk8s",
      "kustomize*",
      "cp -r",
      "gen/cdk8s",
      "gen/kustomize",
      "gen/cp",
    ],
    ...all.map((row) => [
      row.spec,
      String(row.files),
      String(row.objects),
      time(row.generate),
      time(row.again),
      time(row.cdk8s),
      time(row.kustomize),
      time(row.copy),
      ratio(row.generate, row.cdk8s),
      ratio(row.generate, row.kustomize),
      ratio(row.generate, row.copy),
    ]),
  ];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => (line[column] ?? "").length))) ?? [];
  for (const line of table) console.log(line.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("  "));
  console.log(
    `* kustomize build of up to ${SAMPLE} overlays, scaled to all (${all.map((row) => row.overlays).join(", ")}).`,
  );
  console.log(
    "generate is a cold process: read, compile, write. cdk8s is given the finished objects in a warm process.",
  );
  console.log(`node ${process.version}, ${cpus().length} cores`);
}

function seconds(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function check(command: string, args: readonly string[]): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1e9 });
  if (status !== 0)
    throw error ?? new Error(`${command} ${args.join(" ")} failed:\n${stdout.slice(-2000)}${stderr.slice(-2000)}`);
}

function countFiles(folder: string): number {
  return readdirSync(folder, { recursive: true }).filter((path) => statSync(join(folder, String(path))).isFile())
    .length;
}

function writeAll(root: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    mkdir(dirname(join(root, path)));
    writeFileSync(join(root, path), text);
  }
}

function mkdir(path: string): string {
  mkdirSync(path, { recursive: true });
  return path;
}
