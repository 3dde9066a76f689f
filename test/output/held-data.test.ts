import { describe, expect, test } from "vitest";
import { apply } from "../../src/host/apply.ts";
import { createMemoryHost, type MemoryHost } from "../../src/host/memory-host.ts";
import { checkDiagnostics } from "../../src/output/check-diagnostics.ts";
import { printHeldData, type RemovedData, readHeldData } from "../../src/output/held-data.ts";
import type { HeldData } from "../../src/output/output-file.ts";
import { plan } from "../../src/output/plan.ts";
import { refusals } from "../../src/output/refusals.ts";
import { type Bodies, OPTIONS, treeOf } from "./trees.ts";

const database = (name: string, engine = "rds"): HeldData => ({ environment: "prod", kind: "database", name, engine });
const bucket = (name: string): HeldData => ({ environment: "prod", kind: "bucket", name });

test("what a file holds is read back from its top, and from nowhere else", () => {
  const held = [database("web"), bucket("exports"), database("a-b", "cnpg")];
  const body = `${printHeldData(held)}kind: Kustomization\n`;
  expect(readHeldData(body)).toEqual(held);
  expect(readHeldData(Buffer.from(body))).toEqual(held);
  expect(readHeldData(Buffer.from(`\ufeff${body.replaceAll("\n", "\r\n")}`))).toEqual(held);
  expect(readHeldData(`a: |\n  # x\n${body}`)).toEqual([]);
  expect(readHeldData(`# Holds data of prod: bucket a b\n# Holds data of prod: bucket c`)).toEqual([bucket("c")]);
  expect(readHeldData("")).toEqual([]);
});

const body = (...held: readonly HeldData[]) => `${printHeldData(held)}a: 1\n`;

/** A disk on which a tree was written. */
function written(bodies: Bodies): MemoryHost {
  const host = createMemoryHost();
  const tree = treeOf(bodies);
  expect(apply(host, plan(tree, host.snapshot(tree.files), OPTIONS)).complete).toBe(true);
  return host;
}

function planned(host: MemoryHost, bodies: Bodies, options: { removed?: RemovedData; force?: boolean } = {}) {
  const tree = treeOf(bodies);
  return plan(tree, host.snapshot(tree.files), { ...OPTIONS, ...options });
}

const may = (entries: Partial<RemovedData[string]>): RemovedData => ({
  prod: { databases: [], engines: [], buckets: [], ...entries },
});

describe("no data goes with its file unless somebody said that it may", () => {
  const host = written({ "envs/a.yaml": body(database("web"), bucket("exports")), "envs/b.yaml": "b: 1\n" });
  const without = { "envs/b.yaml": "b: 1\n" };

  test("a plan that loses data is refused as a whole, force or not, and --check says so", () => {
    for (const force of [false, true]) {
      const result = planned(host, without, { force });
      expect(refusals(result).map(({ code, message }) => `${code} ${message}`)).toEqual([
        "output/data-removed prod has the bucket exports, and the spec does not have it any more",
        "output/data-removed prod has the database of web on rds, and the spec does not have it any more",
      ]);
      expect(checkDiagnostics(result).map(({ code }) => code)).toEqual([
        "output/data-removed",
        "output/data-removed",
        "output/orphaned",
      ]);
    }
    const files = host.files();
    expect(apply(host, planned(host, without)).complete).toBe(false);
    expect(host.files()).toEqual(files);
  });

  test("what to write is said, and is enough", () => {
    const [first, second] = refusals(planned(host, without));
    expect(first?.help).toContain("removed: { prod: { buckets: [exports] } }");
    expect(second?.help).toContain("removed: { prod: { databases: [web] } }");
    expect(refusals(planned(host, without, { removed: may({ databases: ["web"] }) }))).toHaveLength(1);
    const removed = may({ databases: ["web"], buckets: ["exports"] });
    expect(refusals(planned(host, without, { removed }))).toEqual([]);
    const elsewhere: RemovedData = {
      dev: may({ databases: ["web"], buckets: ["exports"] }).prod as RemovedData[string],
    };
    expect(refusals(planned(host, without, { removed: elsewhere }))).toHaveLength(2);
  });

  test("data may move to another file, and its file may be edited", () => {
    expect(refusals(planned(host, { "envs/c.yaml": body(bucket("exports"), database("web")) }))).toEqual([]);
    const edited = written({ "envs/a.yaml": body(database("web")) });
    edited.put("envs/a.yaml", `${edited.files().get("envs/a.yaml")}b: 2\n`);
    expect(refusals(planned(edited, {}, { force: true })).map(({ code }) => code)).toEqual(["output/data-removed"]);
  });

  test("another engine starts empty", () => {
    const moved = { "envs/a.yaml": body(database("web", "cnpg"), bucket("exports")), ...without };
    const [refused] = refusals(planned(host, moved));
    expect(refused?.message).toBe(
      "prod has the database of web on rds, and the spec runs it on another engine, which starts empty",
    );
    expect(refusals(planned(host, moved, { removed: may({ databases: ["web"] }) }))).toHaveLength(1);
    expect(refusals(planned(host, moved, { removed: may({ engines: ["rds"] }) }))).toEqual([]);
  });

  test("a file of another platform, or of nobody, is not ours to count", () => {
    const foreign = createMemoryHost({ "envs/mine.yaml": body(database("web")) });
    expect(refusals(planned(foreign, {}))).toEqual([]);
  });
});

test("once it was applied, a permission has no effect, and no warning", () => {
  const host = written({ "envs/a.yaml": body(database("web")) });
  const removed = may({ databases: ["web"] });
  expect(apply(host, planned(host, {}, { removed })).complete).toBe(true);
  expect(checkDiagnostics(planned(host, {}, { removed }))).toEqual([]);
});
