import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { emitKustomize } from "../../src/emitters/kustomize/emit.ts";
import { factorize } from "../../src/emitters/kustomize/factorize.ts";
import { objectId } from "../../src/emitters/kustomize/object-id.ts";
import type { OutputFile } from "../../src/output/output-file.ts";
import type { DesiredUnit, KubernetesObject } from "../../src/resources/desired.ts";
import { unitSet } from "../arbitraries/units.ts";
import { kustomizeBuild, testWithKustomize, withFiles } from "../consumers/kustomize.ts";

const seed = Number(process.env.FINFLOW_SEED ?? Date.now() % 2 ** 31);
const cases = Number(process.env.FINFLOW_CASES ?? 300);

const emit = (units: readonly DesiredUnit[]): readonly OutputFile[] => emitKustomize(units, () => "specs/finflow.yaml");

/** An annotation map without entries says nothing, and kustomize drops it from everything it reads. */
function withoutEmptyAnnotations(object: KubernetesObject): KubernetesObject {
  const { annotations, ...metadata } = object.metadata;
  return { ...object, metadata: Object.keys(annotations ?? {}).length > 0 ? object.metadata : metadata };
}

const byId = (objects: readonly KubernetesObject[]): Map<string, KubernetesObject> =>
  new Map(objects.map((object) => [objectId(object), object]));

testWithKustomize(`kustomize build gives the desired objects of ${cases} random units (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(unitSet, async (units) => {
      await withFiles(emit(units), async (root) => {
        const checks = units.map(async ({ environment, name, objects }) => {
          const built = await kustomizeBuild(`${root}/envs/${environment}/${name}`);
          expect(built.length).toBe(objects.length);
          expect(byId(built as KubernetesObject[])).toEqual(byId(objects.map(withoutEmptyAnnotations)));
        });
        await Promise.all(checks);
      });
    }),
    { seed, numRuns: cases, interruptAfterTimeLimit: 800_000 },
  );
});

test(`overlays only add (seed ${seed})`, () => {
  fc.assert(
    fc.property(unitSet, (units) => {
      const { base, overlays } = factorize(units);
      const bases = new Map(base.map(({ file, object }) => [file, object]));
      for (const { namespace, patches, resources } of overlays) {
        for (const { file, object } of patches) {
          const target = bases.get(file);
          expect(target && objectId(target)).toBe(objectId(object));
          expect(overridden(target, object, [])).toEqual([]);
        }
        for (const { file } of resources) expect(bases.has(file)).toBe(false);
        if (namespace !== undefined)
          for (const { object } of base) expect(object.metadata).not.toHaveProperty("namespace");
      }
    }),
    { seed, numRuns: 2000 },
  );
});

test(`each file is written once and listed once (seed ${seed})`, () => {
  const current = new Set(["apiVersion", "kind", "resources", "namespace", "labels", "patches", "replicas", "images"]);
  fc.assert(
    fc.property(unitSet, (units) => {
      const files = emit(units);
      expect(new Set(files.map(({ path }) => path.toLowerCase())).size).toBe(files.length);
      const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/"));
      for (const { path, body } of files.filter(({ path }) => path.endsWith("/kustomization.yaml"))) {
        const kustomization = parse(body) as { resources: string[]; patches?: { path: string }[] };
        expect(Object.keys(kustomization).filter((field) => !current.has(field))).toEqual([]);
        if (path.startsWith("generated/"))
          expect(Object.keys(kustomization)).toEqual(["apiVersion", "kind", "resources"]);
        const listed = [...kustomization.resources, ...(kustomization.patches ?? []).map((patch) => patch.path)];
        const written = files
          .map((file) => file.path)
          .filter((file) => folderOf(file) === folderOf(path) && file !== path);
        const local = listed.filter((file) => !file.startsWith("../"));
        expect(local.map((file) => `${folderOf(path)}/${file}`).sort()).toEqual(written.sort());
        expect(listed.length).toBeGreaterThan(0);
      }
    }),
    { seed, numRuns: 1000 },
  );
});

test(`the order of units, objects and fields changes nothing (seed ${seed})`, () => {
  const reversed = (value: unknown): unknown =>
    typeof value !== "object" || value === null
      ? value
      : Array.isArray(value)
        ? value.map(reversed)
        : Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, item]) => [key, reversed(item)]),
          );
  fc.assert(
    fc.property(unitSet, (units) => {
      const shuffled = units.map((unit) => ({
        ...unit,
        objects: unit.objects.map(reversed).reverse() as KubernetesObject[],
      }));
      expect(emit(shuffled.reverse())).toEqual(emit(units));
    }),
    { seed, numRuns: 1000 },
  );
});

/** The paths where a patch has another scalar or an unmerged list for something the base has. Names lead to items and may repeat. */
function overridden(base: unknown, patch: unknown, path: readonly string[]): readonly string[] {
  if (base === undefined || patch === undefined) return [];
  if (Array.isArray(base) && Array.isArray(patch)) {
    const keys = ["name", "mountPath", "containerPort", "port", "protocol", "topologyKey", "whenUnsatisfiable"];
    const same = (a: Record<string, unknown>, b: Record<string, unknown>): boolean =>
      keys.every((key) => a[key] === b[key] || !(key in a && key in b));
    return patch.flatMap((item) =>
      overridden(
        base.find((one) => same(one, item)),
        item,
        [...path, "[]"],
      ),
    );
  }
  if (typeof base === "object" && typeof patch === "object" && base && patch) {
    const left = base as Record<string, unknown>;
    return Object.entries(patch).flatMap(([key, value]) =>
      Object.hasOwn(left, key) ? overridden(left[key], value, [...path, key]) : [],
    );
  }
  return base === patch && identifying.has(path.at(-1) ?? "") ? [] : [path.join(".")];
}

const identifying = new Set([
  "apiVersion",
  "kind",
  "name",
  "namespace",
  "mountPath",
  "containerPort",
  "port",
  "protocol",
  "topologyKey",
  "whenUnsatisfiable",
]);
