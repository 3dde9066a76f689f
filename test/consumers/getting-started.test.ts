import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compileSample, ROOT } from "../properties/compiled.ts";
import { findTool, type Judge, testWith, toolsFolder } from "./judge.ts";
import { motoServer } from "./moto.ts";
import { tofuJudge, withRoot } from "./opentofu.ts";

/**
 * README's getting started, step by step, as it stands there: against OpenTofu with the stand-in of the AWS provider, and
 * moto's S3 and EKS. Hosts and clusters are not to be had: there the playbook's syntax and the scripts' usage are judged here, and
 * what they do in `ansible.test.ts` and `scripts.test.ts`.
 */
const steps = [...section("Getting started").matchAll(/^\d\. [\s\S]*?```sh\n([\s\S]*?) {3}```$/gm)].map(
  ([, block = ""]) => block.replaceAll(/^ {3}/gm, ""),
);

function section(title: string): string {
  const page = readFileSync(join(ROOT, "README.md"), "utf8");
  const [, text = ""] = new RegExp(`^## ${title}\n([\\s\\S]*?)^## `, "m").exec(page) ?? [];
  return text;
}

test("the six steps of the document are there, in its order and with its commands", () => {
  const document = [
    /^cd terraform\nterraform init\b/,
    /^terraform apply -var-file=environments\/prod\.tfvars$/m,
    /^aws eks update-kubeconfig --region us-west-2 --name finflow-cluster$/m,
    /^cd generated\/ansible\nansible-playbook -i inventory\/prod site\.yml$/m,
    /^\.\/generated\/scripts\/deploy\.sh\b/,
    /^\.\/generated\/scripts\/monitoring-setup\.sh\b/,
  ];
  expect(steps).toHaveLength(document.length);
  for (const [index, step] of steps.entries()) expect(step).toMatch(document[index] ?? /$^/);
});

const judge: Judge = {
  name: "OpenTofu, Go, moto_server and aws",
  isThere: tofuJudge.isThere && ["moto_server", "aws"].every((tool) => findTool(tool) !== undefined),
  hint: "npm run tools",
};

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "finflow-start-"));
  for (const [path, { body, mode }] of compileSample("specs/finflow.yaml").files?.files ?? []) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), body);
    if (mode !== undefined) chmodSync(join(folder, path), mode);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

testWith(judge, "steps 1 to 3 run as they stand there, one after the other", async () => {
  await using moto = await motoServer();
  const path = [join(folder, "bin"), toolsFolder, process.env.PATH].join(delimiter);
  const backend = readFileSync(join(folder, "terraform/environments/prod.s3.tfbackend"), "utf8");
  moto.aws("s3", "mb", `s3://${/^bucket\s*= "(.*)"$/m.exec(backend)?.[1]}`);
  moto.aws(
    ...["eks", "create-cluster", "--name", "finflow-cluster", "--role-arn", "arn:aws:iam::333333333333:role/a"],
    ...["--resources-vpc-config", "subnetIds=subnet-1,subnet-2"],
  );

  withRoot(
    join(folder, "terraform"),
    (root) => {
      const bin = join(folder, "bin");
      mkdirSync(bin);
      writeFileSync(join(bin, "terraform"), `#!/bin/sh\nexec '${join(toolsFolder, "tofu")}' "$@"\n`, { mode: 0o755 });
      const kubeconfig = join(folder, "kubeconfig");
      const script = ["set -euo pipefail", ...steps.slice(0, 3)]
        .join("\n")
        .replaceAll("cd terraform", `cd '${root.folder}'`);
      const run = spawnSync("bash", ["-c", script], {
        cwd: folder,
        encoding: "utf8",
        maxBuffer: 2 ** 28,
        env: {
          ...root.environment,
          PATH: path,
          KUBECONFIG: kubeconfig,
          // Nobody is there to say yes.
          TF_CLI_ARGS_apply: "-auto-approve -input=false -no-color",
        },
      });
      expect(run.status, run.stdout + run.stderr).toBe(0);
      expect(run.stdout).toMatch(/Apply complete! Resources: \d{3} added/);
      for (const output of ["kubeconfig", "name_servers", "secrets_to_fill", "tunnel"])
        expect(run.stdout).toContain(`${output} =`);
      expect(readFileSync(kubeconfig, "utf8")).toContain("cluster/finflow-cluster");
    },
    { backend: "own", variables: moto.variables },
  );
});

/** In the environment of Python that the tools made for it. */
const ansible = join(toolsFolder, "../venv-ansible/bin/ansible-playbook");

testWith(
  { name: "ansible-playbook", isThere: existsSync(ansible), hint: "npm run tools" },
  "step 4 names a playbook and an inventory that Ansible reads",
  () => {
    const script = `set -euo pipefail\n${steps[3]?.replace("ansible-playbook", `'${ansible}' --syntax-check`)}`;
    const run = spawnSync("bash", ["-c", script], {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: process.env.PATH, HOME: folder },
    });
    expect(run.status, run.stdout + run.stderr).toBe(0);
    expect(run.stdout).toContain("playbook: site.yml");
  },
);

test.each([4, 5])("step %i + 1 calls a script that is there and knows its options", (index) => {
  const step = steps[index]?.trim() ?? "";
  const [script = "", option = "", environment = ""] = step.split(" ");
  expect(existsSync(join(folder, script))).toBe(true);
  const { status, stdout } = spawnSync(join(folder, script), ["--help"], { encoding: "utf8" });
  expect(status).toBe(0);
  expect(stdout).toContain(option);
  expect(existsSync(join(folder, `generated/scripts/environments/${environment}.sh`))).toBe(true);
});
