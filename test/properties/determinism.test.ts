import { spawnSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type SpecData, spec, specText } from "../arbitraries/spec.ts";
import { treeAt } from "../host/disk.ts";
import { bodiesOf, compileTexts, ROOT, withFinflow } from "./compiled.ts";

const CASES = 50;

test(`law 1: the order of keys, lists and files decides nothing (${CASES} random specs)`, () => {
  fc.assert(
    fc.property(spec, fc.integer(), (data, salt) => {
      const one = bodiesOf(compileTexts({ "specs/platform.yaml": specText(data) }));
      const shuffled = shuffleKeys(data, salt) as SpecData;
      expect(bodiesOf(compileTexts({ "specs/platform.yaml": specText(shuffled) }))).toEqual(one);
    }),
    { numRuns: CASES },
  );
});

/** A runbook says which file of the spec to change, as the header of every file does. */
const apartFromPlaces = (bodies: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(bodies).map(([path, body]) => [
      path,
      path.startsWith("generated/docs/environments/") ? body.replaceAll(/\bspecs\/[\w/.-]+\.yaml/g, "specs") : body,
    ]),
  );

test(`law 1: a spec in many files gives the same objects as in one (${CASES} random specs)`, () => {
  fc.assert(
    fc.property(spec, (data) => {
      const [whole, ...divided] = [
        { "specs/platform.yaml": specText(data) },
        inFiles(data, false),
        inFiles(data, true),
      ].map((texts) => apartFromPlaces(bodiesOf(compileTexts(texts))));
      for (const bodies of divided) expect(bodies).toEqual(whole);
    }),
    { numRuns: CASES },
  );
});

test("law 1: locale, time zone and working folder decide nothing", () => {
  const run = (env: Record<string, string>, cwd: string) =>
    withFinflow((root) => {
      const node = join(ROOT, "node_modules/.bin/node");
      const args = [join(ROOT, "src/cli/main.ts"), "generate", "--root", root];
      const child = spawnSync(node, args, { cwd, env: { PATH: process.env.PATH ?? "", ...env }, encoding: "utf8" });
      expect(child.status, child.stderr).toBe(0);
      return treeAt(root);
    });
  const plain = run({ LC_ALL: "C", TZ: "UTC" }, "/");
  expect(Object.keys(plain).length).toBeGreaterThan(200);
  expect(run({ LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8", TZ: "Asia/Kathmandu" }, ROOT)).toEqual(plain);
});

/** The same data with the keys of every map in another order. */
function shuffleKeys(value: unknown, salt: number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffleKeys(item, salt));
  if (typeof value !== "object" || value === null) return value;
  const rank = (key: string) => [...key].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0) + salt) | 0, salt);
  const entries = Object.entries(value).sort(([a], [b]) => rank(a) - rank(b));
  return Object.fromEntries(entries.map(([key, inner]) => [key, shuffleKeys(inner, salt)]));
}

/** One file for each service, one for each topic and one for each environment's releases, in a given or turned order. */
function inFiles({ services, topics, releases, ...rest }: SpecData, turned: boolean): Record<string, string> {
  const part = (kind: string, body: object) => specText({ apiVersion: rest.apiVersion, kind, ...body });
  const parts = [
    ...Object.entries(services).map(([name, service]) => part("Services", { services: { [name]: service } })),
    ...Object.entries(topics).map(([name, topic]) => part("Services", { topics: { [name]: topic } })),
    ...Object.entries(releases).map(([name, release]) => part("Releases", { releases: { [name]: release } })),
  ];
  const numbered = (turned ? parts.toReversed() : parts).map((text, index) => [
    `specs/parts/${100 + index}.yaml`,
    text,
  ]);
  return {
    "specs/platform.yaml": specText({ ...rest, include: ["parts/*.yaml"] }),
    ...(Object.fromEntries(numbered) as Record<string, string>),
  };
}
