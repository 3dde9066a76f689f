import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { bodiesOf, compileSample, SAMPLES } from "../properties/compiled.ts";
import { findTool, type Judge, testWith, toolsFolder } from "./judge.ts";
import { tofuJudge, withRoot } from "./opentofu.ts";

const judge: Judge = {
  name: "OpenTofu, Go, moto_server and aws",
  isThere: tofuJudge.isThere && ["moto_server", "aws"].every((tool) => findTool(tool) !== undefined),
  hint: "npm run tools",
};

const path = [toolsFolder, process.env.PATH].join(delimiter);

let s3: ChildProcess;
let variables: Readonly<Record<string, string>>;

const aws = (...parameters: readonly string[]): string =>
  execFileSync(findTool("aws") ?? "aws", parameters, {
    env: { PATH: path, ...variables },
    encoding: "utf8",
    stdio: "pipe",
  });

beforeAll(async () => {
  if (!judge.isThere) return;
  const endpoint = `http://127.0.0.1:${await freePort()}`;
  variables = {
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_DEFAULT_REGION: "us-west-2",
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ENDPOINT_URL_STS: endpoint,
  };
  s3 = spawn("moto_server", ["-H", "127.0.0.1", "-p", new URL(endpoint).port], {
    env: { PATH: path },
    stdio: "ignore",
  });
  for (let attempt = 0; attempt < 300 && s3.exitCode === null; attempt++) {
    const isThere = await fetch(`${endpoint}/moto-api/`).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await setTimeout(100);
  }
  throw new Error(`nothing answers at ${endpoint}`);
});

afterAll(() => {
  s3?.kill();
});

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

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
