import { Buffer } from "node:buffer";
import { posix } from "node:path";
import { runChecks } from "../src/checks/index.ts";
import {
  compareDiagnostics,
  compareText,
  type Diagnostic,
  hasErrors,
  type PassResult,
} from "../src/diagnostics/diagnostic.ts";
import type { CompiledEnvironment } from "../src/emitters/emitter.ts";
import { buildGraph } from "../src/graph/build.ts";
import type { Platform } from "../src/model/platform.ts";
import { resolvePlatform } from "../src/model/resolve.ts";
import type { KubernetesObject } from "../src/resources/desired.ts";
import { desiredUnits } from "../src/resources/desired-units.ts";
import { parseSpec } from "../src/schema/parse-spec.ts";
import { readSpec } from "../src/source/read-spec.ts";
import type { SourceReader } from "../src/source/source-reader.ts";

/** Texts by path; the first is the root document. */
export type Files = Readonly<Record<string, string>>;

/** What the passes before the emitters make of a spec. */
export interface Compiled {
  readonly platform: Platform | undefined;
  /** With their graphs and units; empty where there are errors. */
  readonly environments: readonly CompiledEnvironment[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The parts of a spec that a test is about; the rest is filled in by `specOf`. */
export interface SpecParts {
  readonly services: Readonly<Record<string, Record<string, unknown>>>;
  readonly topics?: Readonly<Record<string, unknown>>;
  /** @default `crew`, with a channel */
  readonly teams?: Readonly<Record<string, unknown>>;
  /** Merged into the one environment `prod`, field by field. */
  readonly environment?: Readonly<Record<string, unknown>>;
}

const DIGEST = `sha256:${"0".repeat(64)}`;

const PROD = {
  tier: "prod",
  aws: {
    account: "333333333333",
    region: "us-west-2",
    zones: ["a", "b", "c"],
    cidr: "10.30.0.0/16",
    domain: "shop.example",
  },
  cluster: { name: "shop", kubernetes: "1.35", nodes: { apps: { instance: "m7i.4xlarge", min: 3, max: 12 } } },
  database: { engine: "rds", instance: "db.m7g.large", backup: { retention: "30d" } },
  kafka: { brokers: 3, storage: "100Gi" },
  monitoring: { retention: "30d" },
};

export const tester = {
  /** Runs every pass up to the desired objects. */
  platform(spec: string | Files): Compiled {
    const files = typeof spec === "string" ? { "finflow.yaml": spec } : spec;
    const diagnostics: Diagnostic[] = [];
    const take = <T>(result: PassResult<T>): T => {
      diagnostics.push(...result.diagnostics);
      return result.value;
    };
    const source = readSpec(Object.keys(files)[0] ?? "", readerOf(files));
    const located = take(parseSpec(take(source), source.leftOut));
    const platform = located && take(resolvePlatform(located));
    if (platform === undefined)
      return { platform, environments: [], diagnostics: diagnostics.toSorted(compareDiagnostics) };
    const graphs = platform.environments.map((environment) => ({
      environment,
      graph: take(buildGraph(platform, environment)),
    }));
    diagnostics.push(...runChecks(platform, graphs));
    const environments = hasErrors(diagnostics)
      ? []
      : graphs.map(({ environment, graph }) => ({
          environment,
          graph,
          units: take(desiredUnits(platform, environment, graph)),
        }));
    return { platform, environments, diagnostics: diagnostics.toSorted(compareDiagnostics) };
  },

  /** The objects of one unit of `prod` of a spec; an error of the spec fails the test. */
  objects(parts: SpecParts, unit: string): readonly KubernetesObject[] {
    const { environments, diagnostics } = tester.platform(tester.specOf(parts));
    if (hasErrors(diagnostics)) throw new Error(JSON.stringify(diagnostics, null, 2));
    return environments[0]?.units.find(({ name }) => name === unit)?.objects ?? [];
  },

  /** The only object of a kind in one unit of `prod`, or that of a name. Its fields are the test's business, so they have no type. */
  // biome-ignore lint/suspicious/noExplicitAny: a test that reads a wrong field fails
  object(parts: SpecParts, unit: string, kind: string, name?: string): any {
    const found = tester
      .objects(parts, unit)
      .filter((object) => object.kind === kind && (name === undefined || object.metadata.name === name));
    if (found.length !== 1) throw new Error(`${found.length} objects of kind ${kind} in ${unit}`);
    return found[0];
  },

  /** A whole valid spec around the parts: platform `shop`, team `crew`, environment `prod`, a release of each service. */
  specOf({ services, topics = {}, teams = { crew: { slack: "#crew" } }, environment = {} }: SpecParts): string {
    return JSON.stringify({
      apiVersion: "finflow.io/v1alpha1",
      kind: "Platform",
      metadata: { name: "shop", owner: "crew" },
      gitops: { repository: "https://git.shop.example/ops/shop.git" },
      teams,
      environments: { prod: merge(PROD, environment) },
      services: Object.fromEntries(
        Object.entries(services).map(([name, service]) => [
          name,
          { owner: "crew", runtime: "node", port: 8080, ...service },
        ]),
      ),
      topics,
      releases: {
        prod: Object.fromEntries(Object.keys(services).map((name) => [name, { tag: "1.4.2", digest: DIGEST }])),
      },
    });
  },
} as const;

/** Fields of maps are merged one level deep, so that a test can say `{ database: { engine: "cnpg" } }`. */
function merge(base: Record<string, unknown>, over: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isMap = (value: unknown): value is object =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  const merged = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = base[key];
    merged[key] = isMap(below) && isMap(value) ? { ...below, ...value } : value;
  }
  return merged;
}

function readerOf(files: Files): SourceReader {
  return {
    read: (path) => {
      const text = files[path];
      return text === undefined ? { kind: "missing" } : { kind: "file", bytes: Buffer.from(text) };
    },
    list: (folder) =>
      Object.keys(files)
        .filter((path) => folder === "." || path.startsWith(`${posix.normalize(folder)}/`))
        .toSorted(compareText),
  };
}
