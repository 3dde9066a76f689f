import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect } from "vitest";
import { parse } from "yaml";
import { CNPG_INSTANCE_ROLE_LABEL, CNPG_POD_ROLE_LABEL } from "../../src/catalog/postgresql.ts";
import { SHARD_LABEL } from "../../src/catalog/prometheus.ts";
import type { CompiledEnvironment } from "../../src/emitters/emitter.ts";
import { operandsOf } from "../../src/reach/operands.ts";
import type { KubernetesObject } from "../../src/resources/desired.ts";
import { spec, specText } from "../arbitraries/spec.ts";
import { tester } from "../tester.ts";
import { findTool, testWith, toolJudge } from "./judge.ts";

interface Skip {
  readonly check: string;
  readonly finding: string;
  readonly tier?: string;
  /** Pattern of `<kind>/<group and version>/<namespace>/<name>`; all objects, if there is none. */
  readonly object?: string;
  readonly owner: string;
  readonly reason: string;
}

/** The part of kube-score's JSON that is read here. */
interface Score {
  readonly object_name: string;
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
    readonly comments: readonly { readonly summary: string }[] | null;
  }[];
}

const judge = toolJudge("kube-score");
const skips: readonly Skip[] = parse(readFileSync(new URL("skips/kube-score.yaml", import.meta.url), "utf8"));

/** Grades below it are warnings and worse. */
const FINE = 10;

describe("kube-score 1.20.0", () => {
  testWith(judge, "finds nothing that is not listed with a reason, and all that is listed", () => {
    const services = {
      web: { runtime: "static", calls: [{ service: "api", timeout: "2s" }], expose: { host: "@" }, metrics: false },
      api: { calls: ["ledger"], secrets: ["key"], egress: ["a.example.com:443"], metrics: { port: 9464 } },
      ledger: { runtime: "java", database: { size: "10Gi" }, scale: { min: 3, max: 3 } },
      burst: { runtime: "go", resources: { cpuLimit: "none" } },
    };
    const environment = { logging: { dailyVolume: "1Gi", storage: "50Gi" } };
    const few = { api: { scale: { min: 1 } }, ledger: { scale: { min: 1, max: 1 } } };
    const found = [
      ...findings(tester.platform(tester.specOf({ services, environment })).environments),
      ...findings(
        tester.platform(tester.specOf({ services, environment: { tier: "nonprod", overrides: { services: few } } }))
          .environments,
      ),
      ...findings(
        tester.platform(tester.specOf({ services, environment: { database: { engine: "cnpg" } } })).environments,
      ),
    ];
    expect(found.filter(({ skip }) => skip === undefined)).toEqual([]);
    const used = new Set(found.map(({ skip }) => skip));
    expect(skips.filter((skip) => !used.has(skip))).toEqual([]);
    for (const skip of skips) expect(skip.owner && skip.reason).toBeTruthy();
  });

  testWith(judge, "finds nothing else in any spec", () => {
    fc.assert(
      fc.property(spec, (data) => {
        const found = findings(tester.platform(specText(data)).environments);
        expect(found.filter(({ skip }) => skip === undefined)).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });
});

/** What kube-score says about the objects of each environment, and the skip that allows it. */
function findings(environments: readonly CompiledEnvironment[]) {
  return environments.flatMap(({ environment, units }) => {
    const objects = units.flatMap((unit) => unit.objects);
    const input = [...objects, ...objects.flatMap(operatedPods)]
      .map((object) => JSON.stringify(object))
      .join("\n---\n");
    const scores = score(input).filter(({ object_name }) => !object_name.startsWith("Pod/"));
    return scores.flatMap(({ object_name, checks }) =>
      checks
        .filter(({ grade, skipped }) => grade < FINE && !skipped)
        .flatMap(({ check, comments }) =>
          (comments ?? []).map(({ summary }) => ({
            object: object_name,
            check: check.id,
            finding: summary,
            skip: skips.find(
              (skip) =>
                skip.check === check.id &&
                skip.finding === summary &&
                new RegExp(skip.object ?? "").test(object_name) &&
                (skip.tier ?? environment.tier) === environment.tier,
            ),
          })),
        ),
    );
  });
}

/** Stand-ins for the pods that operators make, by their documented labels: selectors have to match them too. */
const operatedPods = (object: KubernetesObject): readonly object[] =>
  operandsOf(object).flatMap(({ name, namespace, labels }) =>
    variantsOf(object, labels).map((further, index) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: `${name}-${index}`, namespace, labels: { ...labels, ...further } },
      spec: { containers: [{ name: "main", image: "stand-in" }] },
    })),
  );

/** Labels in which the pods of one object differ: the two roles of a database's instances, and the shards of a Prometheus. */
function variantsOf({ spec }: KubernetesObject, labels: Readonly<Record<string, string>>): readonly object[] {
  if (labels[CNPG_POD_ROLE_LABEL] === "instance")
    return ["primary", "replica"].map((role) => ({ [CNPG_INSTANCE_ROLE_LABEL]: role }));
  if (labels[SHARD_LABEL] === undefined) return [{}];
  const { shards = 1 } = spec as { shards?: number };
  return Array.from({ length: shards }, (_, shard) => ({ [SHARD_LABEL]: String(shard) }));
}

function score(input: string): readonly Score[] {
  const args = ["score", "--kubernetes-version", "v1.35", "--output-format", "json", "-"];
  try {
    return JSON.parse(
      execFileSync(findTool("kube-score") ?? "kube-score", args, { input, encoding: "utf8", maxBuffer: 2 ** 28 }),
    );
  } catch (error) {
    // It exits with 1 where it finds anything, and says what all the same.
    const { stdout, status } = error as { stdout?: string; status?: number };
    if (status === 1 && stdout) return JSON.parse(stdout);
    throw error;
  }
}
