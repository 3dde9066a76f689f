import fc from "fast-check";
import { expect, test } from "vitest";
import type { CompileResult } from "../../src/compiler.ts";
import { objectId } from "../../src/emitters/kustomize/object-id.ts";
import type { KubernetesObject } from "../../src/resources/desired.ts";
import { spec, specText } from "../arbitraries/spec.ts";
import { compileSample, compileTexts, SAMPLES } from "../properties/compiled.ts";
import { kustomizeBuild, testWithKustomize, withFiles } from "./kustomize.ts";

const CASES = 40;
const seed = Number(process.env.FINFLOW_SEED ?? Date.now() % 2 ** 31);

/** Builds every overlay for real; the number of builds. */
async function expectOverlayLaw({ files, environments, diagnostics }: CompileResult): Promise<number> {
  if (files === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
  const units = environments.flatMap((environment) => environment.units);
  await withFiles([...files.files.values()], async (root) => {
    await Promise.all(
      units.map(async ({ environment, name, objects }) => {
        const built = (await kustomizeBuild(`${root}/envs/${environment}/${name}`)) as KubernetesObject[];
        const byId = (list: readonly KubernetesObject[]) => new Map(list.map((object) => [objectId(object), object]));
        expect(built.length).toBe(objects.length);
        expect(byId(built), `${environment}/${name}`).toEqual(byId(objects));
      }),
    );
  });
  return units.length;
}

for (const entry of SAMPLES) {
  testWithKustomize(`law 2: kustomize build of every overlay of ${entry} gives the compiler's objects`, async () => {
    expect(await expectOverlayLaw(compileSample(entry))).toBeGreaterThan(8);
  });
}

testWithKustomize(`law 2: the same for ${CASES} random specs (seed ${seed})`, async () => {
  let builds = 0;
  await fc.assert(
    fc.asyncProperty(spec, async (data) => {
      builds += await expectOverlayLaw(compileTexts({ "specs/platform.yaml": specText(data) }));
    }),
    // A counterexample is small already, and shrinking it would build for hours.
    { seed, numRuns: CASES, endOnFailure: true },
  );
  console.log(`kustomize built ${builds} overlays of ${CASES} random specs`);
});

test("law 9: every text of config reaches the ConfigMap as it was written", () => {
  let texts = 0;
  fc.assert(
    fc.property(spec, (data) => {
      const { environments } = compileTexts({ "specs/platform.yaml": specText(data) });
      for (const { units, environment } of environments) {
        for (const [name, service] of Object.entries(data.services)) {
          const map = units.find((unit) => unit.name === name)?.objects.find(({ kind }) => kind === "ConfigMap");
          const written = (service.config ?? {}) as Record<string, unknown>;
          for (const [key, value] of Object.entries(written)) {
            const data = Object.entries((map?.data ?? {}) as Record<string, string>);
            expect(data, `${environment.name} ${name}`).toContainEqual([key, String(value)]);
            texts++;
          }
        }
      }
    }),
    { numRuns: 100 },
  );
  expect(texts).toBeGreaterThan(300);
});
