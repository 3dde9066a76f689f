import { expect } from "vitest";
import { bodiesOf, compileSample, SAMPLES } from "../properties/compiled.ts";
import { testWith } from "./judge.ts";
import { type Root, tofuJudge, withRoot } from "./opentofu.ts";

const FOLDER = "terraform/bootstrap/";

/** The root that makes the places of states, and what it is told for each environment. */
function bootstrapOf(sample: (typeof SAMPLES)[number]) {
  const bodies = bodiesOf(compileSample(sample));
  const files = Object.fromEntries(
    Object.entries(bodies).flatMap(([path, body]) =>
      path.startsWith(FOLDER) ? [[path.slice(FOLDER.length), body] as const] : [],
    ),
  );
  const environments = Object.keys(files).flatMap((path) => /^environments\/(\w+)\.tfvars$/.exec(path)?.[1] ?? []);
  const backendOf = (name: string) => bodies[`terraform/environments/${name}.s3.tfbackend`] ?? "";
  return { files, environments, backendOf };
}

const outputOf = (root: Root, name: string): string => root.run("output", "-raw", name).said;

for (const sample of SAMPLES) {
  const { files, environments, backendOf } = bootstrapOf(sample);

  testWith(tofuJudge, `${sample}: the place of each state is what its backend names`, () => {
    expect(environments.length).toBeGreaterThan(1);
    withRoot(files, (root) => {
      expect(root.fmtCheck()).toEqual({ ok: true, said: "" });
      expect(root.init()).toMatchObject({ ok: true });
      expect(root.validate()).toEqual([]);
      for (const name of environments) {
        const values = `environments/${name}.tfvars`;
        expect(root.run("workspace", "select", "-or-create", name)).toMatchObject({ ok: true });
        expect(root.plan(values)).toMatchObject({ ok: true, hasChanges: true });
        expect(root.apply()).toMatchObject({ ok: true });
        expect(root.plan(values)).toMatchObject({ ok: true, hasChanges: false });
        const backend = backendOf(name);
        expect(backend).toContain(`= "${outputOf(root, "bucket")}"\n`);
        expect(backend).toContain(`= "${outputOf(root, "key_alias")}"\n`);
      }
      const [first = "", second = ""] = environments;
      expect(root.run("workspace", "select", second)).toMatchObject({ ok: true });
      expect(root.plan(`environments/${first}.tfvars`).ok).toBe(false);
    });
  });
}
