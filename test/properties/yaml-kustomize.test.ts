import fc from "fast-check";
import { expect } from "vitest";
import {
  isAnnotationCarriedByKustomize,
  isCarriedByKustomize,
  isKeyCarriedByKustomize,
} from "../../src/catalog/kustomize-limits.ts";
import { printYaml } from "../../src/print/yaml.ts";
import { hostileString, misleadingStrings } from "../arbitraries/hostile.ts";
import { kustomizeBuild, testWithKustomize, withFiles } from "../consumers/kustomize.ts";

const seed = Number(process.env.FINFLOW_SEED ?? Date.now() % 2 ** 31);

/** Go prints `1e30775` unquoted, since no float can hold it; JavaScript reads that as infinity. */
const overflows = /^[-+]?[\d_.]+e[-+]?\d{3,}$/i;

const build = (objects: readonly object[]): Promise<readonly unknown[]> => {
  const files = objects.map((object, index) => ({ path: `${index}.yaml`, body: printYaml(object) }));
  const kustomization = printYaml({ resources: files.map(({ path }) => path) });
  return withFiles([...files, { path: "kustomization.yaml", body: kustomization }], kustomizeBuild);
};

const byName = (objects: readonly unknown[]): Map<string, unknown> =>
  new Map(objects.map((object) => [(object as { metadata: { name: string } }).metadata.name, object]));

testWithKustomize(`kustomize reads any string as data (seed ${seed})`, async () => {
  const sample = [...misleadingStrings, ...fc.sample(hostileString, { seed, numRuns: 5000 })];
  const strings = sample
    .map((text) => text.toWellFormed())
    .filter((text) => isCarriedByKustomize(text) && !overflows.test(text));
  const keys = strings.filter((text) => text !== "" && isKeyCarriedByKustomize(text));
  const numbered = strings.map((text, index) => [`value-${index}`, text] as const);
  const annotations = numbered.filter(([, text]) => isAnnotationCarriedByKustomize(text));
  const objects = [
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "values" }, data: Object.fromEntries(numbered) },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "keys" },
      data: Object.fromEntries(keys.map((key) => [key, key])),
    },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "annotations", annotations: Object.fromEntries(annotations) },
    },
    {
      apiVersion: "example.io/v1",
      kind: "Strings",
      metadata: { name: "lists" },
      spec: { list: strings, deep: [[strings]] },
    },
  ];
  expect(byName(await build(objects))).toEqual(byName(objects));
});

testWithKustomize("what kustomize does not carry is as written in limits.ts", async () => {
  for (const text of ["a\u0085b", "a\u2028b", "a\u2029b", "\u007f", "\u0080", "\u009f", "\ufffe"]) {
    expect(isCarriedByKustomize(text)).toBe(false);
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { text } };
    const built = await build([object]).catch(() => undefined);
    expect(built).not.toEqual([object]);
  }
});
