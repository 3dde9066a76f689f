import fc from "fast-check";
import { expect, test } from "vitest";
import type { KubernetesObject } from "../../src/resources/desired.ts";
import { spec, specText } from "../arbitraries/spec.ts";
import { tester } from "../tester.ts";
import { danglingIn, referencesOf } from "./closed-world.ts";
import { compileSample, SAMPLES } from "./compiled.ts";

const SPECS = 40;

const objectsOf = (compiled: { units: readonly { objects: readonly KubernetesObject[] }[] }) =>
  compiled.units.flatMap(({ objects }) => objects);

test.each(SAMPLES)("law 3: every name in %s leads to something, in every environment", (entry) => {
  const { environments } = compileSample(entry);
  expect(environments.length).toBeGreaterThan(0);
  for (const compiled of environments) expect(danglingIn(objectsOf(compiled)), compiled.environment.name).toEqual([]);
});

test(`law 3: every name leads to something (${SPECS} random specs)`, () =>
  fc.assert(
    fc.property(spec, (data) => {
      for (const compiled of tester.platform(specText(data)).environments) {
        expect(danglingIn(objectsOf(compiled))).toEqual([]);
      }
    }),
    { numRuns: SPECS },
  ));

test("the law sees a name that is missing, whichever object is taken away", () => {
  const [compiled] = compileSample(SAMPLES[0]).environments;
  const objects = compiled ? objectsOf(compiled) : [];
  const named = new Set(objects.flatMap(referencesOf).map(({ kind, name }) => `${kind} ${name}`));
  const missed = objects.filter(
    (gone) =>
      named.has(`${gone.kind} ${gone.metadata.name}`) &&
      danglingIn(objects.filter((object) => object !== gone)).length === 0,
  );
  expect(named.size).toBeGreaterThan(20);
  expect(missed.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
});
