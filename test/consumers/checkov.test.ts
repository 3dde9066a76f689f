import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect } from "vitest";
import type { KubernetesObject } from "../../src/resources/desired.ts";
import { bodiesOf, compileSample, SAMPLES } from "../properties/compiled.ts";
import { CHECKOV_VERSION, type CheckovReport, checkov, type JudgedFile, judgedKinds } from "./checkov.ts";
import { type Finding, skips, weigh } from "./checkov-skips.ts";
import { blocksOf, judgeRoots } from "./checkov-terraform.ts";
import { testWith, toolJudge } from "./judge.ts";

const judge = toolJudge("checkov");

/** Each rule belongs to one framework, and so does its skip. */
const isOfKubernetes = ({ check }: { readonly check: string }): boolean => check.includes("_K8S_");

describe(`checkov ${CHECKOV_VERSION} of Kubernetes objects`, () => {
  testWith(judge, "kubernetes: finds nothing that is not listed with a reason, and all that is listed", async () => {
    const kinds = await judgedKinds("kubernetes");
    const findings: Finding[] = [];
    for (const entry of SAMPLES) {
      const { environments } = compiled(entry);
      const judged = environments.map(async ({ environment, units }) => {
        const report = await checkov(
          "kubernetes",
          units.map(({ name, objects }) => manifest(name, objects)),
        );
        expect(
          unseen(
            units.flatMap(({ objects }) => objects),
            report,
            kinds,
          ),
        ).toEqual([]);
        return report.failed.map((verdict) => ({ ...verdict, environment }));
      });
      findings.push(...(await Promise.all(judged)).flat());
    }
    expect(weigh(findings, skips.filter(isOfKubernetes))).toEqual({ unexplained: [], needless: [] });
  });

  testWith(
    judge,
    "kubernetes: finds a privileged pod and one without a policy, and objects that look like templates",
    async () => {
      const objects = [pod({ privileged: true }), configMap({ text: "{{ .Values.a }} {{ .Release.Name }}" })];
      const report = await checkov("kubernetes", [manifest("bad", objects)]);
      expect(report.failed).toContainEqual(expect.objectContaining({ check: "CKV_K8S_16", resource: "Pod.shop.web" }));
      expect(report.failed).toContainEqual(expect.objectContaining({ check: "CKV2_K8S_6", resource: "Pod.shop.web" }));
      const kinds = await judgedKinds("kubernetes");
      expect(unseen(objects, report, kinds)).toEqual([]);
      expect(unseen([...objects, pod({}, "other")], report, kinds)).toEqual(["Pod.shop.other"]);
    },
  );

  testWith(judge, "kubernetes: an annotation that turns a rule off, and no object at all, are errors", async () => {
    const annotated = pod({ privileged: true });
    const metadata = { ...annotated.metadata, annotations: { "checkov.io/skip1": "CKV_K8S_16=because" } };
    await expect(checkov("kubernetes", [manifest("bad", [{ ...annotated, metadata }])])).rejects.toThrow(
      "CKV_K8S_16 of Pod.shop.web is turned off where it is written",
    );
    await expect(checkov("kubernetes", [{ path: "a.yaml", body: "a: 1\n" }])).rejects.toThrow("checked nothing");
  });
});

describe(`checkov ${CHECKOV_VERSION} of Terraform`, () => {
  testWith(judge, "terraform: finds nothing that is not listed with a reason, and all that is listed", async () => {
    const roots = SAMPLES.map((entry) => {
      const { bodies, environments } = compiled(entry);
      const emitted = Object.entries(bodies).filter(([path]) => path.startsWith(TERRAFORM));
      return {
        files: emitted.map(([path, body]) => ({ path: path.slice(TERRAFORM.length), body })),
        environments: environments.map(({ environment }) => environment),
      };
    });
    const candidates = skips.filter((skip) => !isOfKubernetes(skip));
    expect(weigh(await judgeRoots(roots), candidates)).toEqual({ unexplained: [], needless: [] });
  });

  testWith(judge, "terraform: finds a public bucket, an unencrypted volume, and what it cannot judge", async () => {
    const environments = ["open", "closed", "none"].map((name) => ({ name, tier: "prod" }));
    const { unexplained } = weigh(await judgeRoots([{ files: rootFiles, environments }]), []);
    const of = (check: string) =>
      unexplained
        .filter((finding) => finding.includes(` ${check} `))
        .map((finding) => finding.split(": ", 2).join(": "));
    expect(of("CKV_AWS_20")).toEqual(["open: CKV_AWS_20 aws_s3_bucket.files"]);
    expect(of("CKV_AWS_3").filter((finding) => !finding.endsWith(".filtered"))).toEqual([
      "open: CKV_AWS_3 module.disks.aws_ebs_volume.single",
      'open: CKV_AWS_3 module.disks.aws_ebs_volume.each["scratch"]',
    ]);
    expect(of("unexpanded")).toEqual(["every environment: unexpanded module.disks.aws_ebs_volume.filtered"]);
    expect(of("unseen")).toEqual([]);
  });

  testWith(judge, "terraform: what was not judged is an error", async () => {
    const judged = (path: string, change: (body: string) => string, varFile = "environments/open.tfvars") =>
      checkov(
        "terraform",
        rootFiles.map((file) => (file.path === path ? { path, body: change(file.body) } : file)),
        varFile,
      );
    const main = "modules/disks/main.tf";
    await Promise.all([
      expect(
        judged(main, (body) => body.replace("{", "{\n  # checkov:skip=CKV_AWS_3: it is only a cache")),
      ).rejects.toThrow("CKV_AWS_3 of module.disks.aws_ebs_volume.single is turned off where it is written"),
      expect(judged(main, (body) => body.replace("}", ""))).rejects.toThrow(`checkov cannot read input/${main}`),
      expect(judged("", String, "environments/missing.tfvars")).rejects.toThrow("environments/missing.tfvars"),
      expect(checkov("terraform", [{ path: "main.tf", body: "" }])).rejects.toThrow("checked nothing"),
      expect(
        blocksOf(rootFiles.map((file) => (file.path === "main.tf" ? { ...file, body: "" } : file))),
      ).rejects.toThrow("no module call leads to modules/disks"),
    ]);
  });

  testWith(judge, "terraform: in a plan it finds what only the plan can tell", async () => {
    const body = JSON.stringify(planOf({ cidr_ipv4: "0.0.0.0/0", from_port: 22, to_port: 22, ip_protocol: "tcp" }));
    const { failed } = await checkov("terraform_plan", [{ path: "plan.json", body }]);
    const resource = 'aws_vpc_security_group_ingress_rule.ssh["admin"]';
    expect(failed).toContainEqual(expect.objectContaining({ check: "CKV_AWS_24", resource }));
  });
});

const TERRAFORM = "terraform/";

const folder = new URL("checkov-root/", import.meta.url);

const rootFiles: readonly JudgedFile[] = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => ({ path: relative(fileURLToPath(folder), path), body: readFileSync(path, "utf8") }));

/** What `tofu show -json` prints of a plan that makes one rule of a security group. */
function planOf(values: object) {
  const of = { mode: "managed", type: "aws_vpc_security_group_ingress_rule", name: "ssh", index: "admin" };
  const resource = { ...of, address: `${of.type}.${of.name}["${of.index}"]`, provider_name: "aws" };
  return {
    format_version: "1.2",
    terraform_version: "1.12.6",
    planned_values: { root_module: { resources: [{ ...resource, schema_version: 0, values }] } },
    resource_changes: [
      { ...resource, change: { actions: ["create"], before: null, after: values, after_unknown: {} } },
    ],
    configuration: { root_module: {} },
  };
}

/** A spec with errors has no environments: nothing would be found. */
function compiled(entry: (typeof SAMPLES)[number]) {
  const result = compileSample(entry);
  return { bodies: bodiesOf(result), environments: result.environments };
}

const manifest = (name: string, objects: readonly KubernetesObject[]): JudgedFile => ({
  path: `${name.replace("/", "-")}.yaml`,
  // It leaves out a file that has what a chart's template has in it; to YAML the escape is the same brace.
  body: objects.map((object) => JSON.stringify(object).replaceAll("{{", "\\u007b{")).join("\n---\n"),
});

/** The objects of kinds that it has rules for, and that it says nothing about. */
function unseen(objects: readonly KubernetesObject[], report: CheckovReport, kinds: ReadonlySet<string>) {
  const seen = new Set([...report.passed, ...report.failed].map(({ resource }) => resource));
  return objects
    .filter(({ kind }) => kinds.has(kind))
    .map(({ kind, metadata: { namespace = "default", name } }) => `${kind}.${namespace}.${name}`)
    .filter((resource) => !seen.has(resource));
}

const pod = (securityContext: object, name = "web"): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "shop", labels: { app: name } },
  spec: { containers: [{ name: "main", image: "stand-in", securityContext }] },
});

const configMap = (data: Readonly<Record<string, string>>): KubernetesObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "texts", namespace: "shop" },
  data,
});
