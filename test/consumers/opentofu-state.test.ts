import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { bodiesOf, compileSample, SAMPLES } from "../properties/compiled.ts";
import { findTool, type Judge, testWith } from "./judge.ts";
import { type Moto, motoServer } from "./moto.ts";
import { tofuJudge, withRoot } from "./opentofu.ts";

const judge: Judge = {
  name: "OpenTofu, Go, moto_server and aws",
  isThere: tofuJudge.isThere && ["moto_server", "aws"].every((tool) => findTool(tool) !== undefined),
  hint: "npm run tools",
};

let moto: Moto | undefined;
let variables: Moto["variables"] = {};

const aws = (...parameters: readonly string[]): string => moto?.aws(...parameters) ?? "";

beforeAll(async () => {
  if (!judge.isThere) return;
  moto = await motoServer();
  variables = moto.variables;
}, 120_000);

afterAll(() => moto?.[Symbol.asyncDispose]());

describe("the state of an environment, in an S3", () => {
  for (const entry of SAMPLES) {
    testWith(judge, `${entry}: its backend's file is accepted, its state is locked, encrypted and nowhere else`, () => {
      const files = rootOf(entry);
      const places = new Set<string>();
      for (const { environment } of compileSample(entry).environments) {
        const config = `environments/${environment.name}.s3.tfbackend`;
        const { bucket, key, kms_key_id } = backendOf(files[config] ?? "");
        places.add(`${bucket}/${key}`);
        aws("s3", "mb", `s3://${bucket}`);
        withRoot(
          files,
          (root) => {
            const values = `environments/${environment.name}.tfvars`;
            const initialized = root.init(config);
            expect(initialized, initialized.said).toMatchObject({ ok: true });
            expect(root.plan(values)).toMatchObject({ ok: true, hasChanges: true });
            const applied = root.apply();
            expect(applied, applied.said).toMatchObject({ ok: true });
            expect(JSON.parse(aws("s3", "cp", `s3://${bucket}/${key}`, "-")).resources).not.toEqual([]);
            expect(JSON.parse(aws("s3api", "head-object", "--bucket", bucket, "--key", key))).toMatchObject({
              ServerSideEncryption: "aws:kms",
              SSEKMSKeyId: kms_key_id,
            });
            expect(existsSync(join(root.folder, "terraform.tfstate"))).toBe(false);
            expect(root.plan(values)).toMatchObject({ ok: true, hasChanges: false });

            // Another person's apply, under way.
            aws("s3api", "put-object", "--bucket", bucket, "--key", `${key}.tflock`);
            const { ok, said } = root.plan(values);
            expect(ok).toBe(false);
            expect(said).toContain("Error acquiring the state lock");
          },
          { backend: "own", variables },
        );
      }
      expect(places.size).toBe(compileSample(entry).environments.length);
    });
  }

  testWith(judge, "control: a field that the backend has not is refused", () => {
    const files = rootOf(SAMPLES[0]);
    const [config] = Object.keys(files).filter((name) => name.endsWith(".s3.tfbackend"));
    const wrong = { ...files, [`${config}`]: `${files[`${config}`]}use_lock = true\n` };
    const { ok, said } = withRoot(wrong, (root) => root.init(config), { backend: "own", variables });
    expect(ok).toBe(false);
    expect(said).toContain("use_lock");
  });
});

function rootOf(entry: (typeof SAMPLES)[number]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(bodiesOf(compileSample(entry))).flatMap(([name, body]) =>
      name.startsWith("terraform/") ? [[name.slice("terraform/".length), body]] : [],
    ),
  );
}

/** The strings of a backend's file. */
function backendOf(text: string): { readonly bucket: string; readonly key: string; readonly kms_key_id: string } {
  const fields = Object.fromEntries([...text.matchAll(/^(\w+) += "(.*)"$/gm)].map(([, name, value]) => [name, value]));
  const { bucket, key, kms_key_id } = fields;
  if (bucket === undefined || key === undefined || kms_key_id === undefined) throw new Error(`no place in ${text}`);
  return { bucket, key, kms_key_id };
}
