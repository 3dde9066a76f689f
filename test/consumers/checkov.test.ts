import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { KubernetesObject } from "../../src/resources/desired.ts";
import { bodiesOf, compileSample, SAMPLES } from "../properties/compiled.ts";
import { CHECKOV_VERSION, type CheckovReport, checkov, type JudgedFile, judgedKinds } from "./checkov.ts";
import { type Finding, skips, weigh } from "./checkov-skips.ts";
import { blocksOf, judge as judgeOfTerraform, judgeRoots } from "./checkov-terraform.ts";
import { testWith, toolJudge } from "./judge.ts";

const judge = toolJudge("checkov");

/** Each rule belongs to one framework, and so does its skip. */
const isOfKubernetes = ({ check }: { readonly check: string }): boolean => check.includes("_K8S_");
const isOfTerraform = ({ check }: { readonly check: string }): boolean => !/_(?:K8S|DOCKER)_/.test(check);

describe("the skips of checkov's findings", () => {
  const finding = { check: "CKV_AWS_3", resource: "aws_ebs_volume.cache", name: "encrypted" };
  const environment = { name: "live", tier: "prod" };
  const skip = { check: "CKV_AWS_3", object: "aws_ebs_volume\\..+", owner: "us", reason: "It is a cache." };

  test("a finding needs a skip of its rule, its whole name and its tier", () => {
    const unexplained = ["live: CKV_AWS_3 aws_ebs_volume.cache: encrypted"];
    const others = [
      { ...skip, check: "CKV_AWS_4" },
      { ...skip, object: "aws_ebs_volume" },
      { ...skip, tier: "nonprod" },
    ];
    expect(weigh([{ ...finding, environment }], others)).toEqual({ unexplained, needless: others });
    expect(weigh([{ ...finding, environment }], [{ ...skip, tier: "prod" }])).toEqual({
      unexplained: [],
      needless: [],
    });
  });

  test("a skip that only repeats another is needless", () => {
    expect(weigh([{ ...finding, environment }], [skip, { ...skip }]).needless).toEqual([skip]);
  });

  test("each says who decided, and why in one sentence", () => {
    expect(skips.length).toBeGreaterThan(0);
    for (const { owner, reason, object } of skips) {
      expect(owner && object).toBeTruthy();
      expect(reason).toMatch(/^[A-Z](?!.*\. [A-Z]).*\.$/);
    }
  });
});

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
  testWith(
    judgeOfTerraform,
    "terraform: finds nothing that is not listed with a reason, and all that is listed",
    async () => {
      // The text is the same for every spec, and each environment takes a minute; FinFlow's three have what others have.
      const roots = SAMPLES.slice(0, 1).map((entry) => {
        const { bodies, environments } = compiled(entry);
        const emitted = Object.entries(bodies).filter(([path]) => path.startsWith(TERRAFORM));
        return {
          files: emitted.map(([path, body]) => ({ path: path.slice(TERRAFORM.length), body })),
          environments: environments.map(({ environment }) => environment),
        };
      });
      const candidates = skips.filter(isOfTerraform);
      expect(weigh(await judgeRoots(roots), candidates)).toEqual({ unexplained: [], needless: [] });
    },
  );

  testWith(
    judgeOfTerraform,
    "terraform: finds a public bucket, unencrypted volumes, and what it cannot judge",
    async () => {
      const environments = ["open", "closed"].map((name) => ({ name, tier: "prod" }));
      const found = await judgeRoots([{ files: rootFiles, environments }]);
      const of = (rule: string) =>
        new Set(
          found
            .filter(({ check }) => check === rule)
            .map(({ environment, resource }) => `${environment.name}: ${resource}`),
        );
      // The third is found in the plan only.
      expect(of("CKV_AWS_3")).toEqual(
        new Set([
          "open: module.disks.aws_ebs_volume.single",
          'open: module.disks.aws_ebs_volume.each["scratch"]',
          'open: module.disks.aws_ebs_volume.filtered["scratch"]',
        ]),
      );
      expect(of("CKV_AWS_20")).toEqual(new Set(["open: aws_s3_bucket.files"]));
      expect(of("unseen")).toEqual(new Set(["every environment: module.disks.aws_ebs_volume.never"]));
    },
  );

  testWith(judge, "terraform: what was not judged is an error", async () => {
    const judged = (path: string, change: (body: string) => string, varFile = "environments/open.tfvars") =>
      checkov("terraform", withBody(path, change), varFile);
    const main = "modules/disks/main.tf";
    const comment = "{\n  # checkov:skip=CKV_AWS_3: it is only a cache";
    await Promise.all([
      expect(judged(main, (body) => body.replace("{", comment))).rejects.toThrow(
        "CKV_AWS_3 of module.disks.aws_ebs_volume.single is turned off where it is written",
      ),
      expect(judged(main, (body) => body.replace("}", ""))).rejects.toThrow(`checkov cannot read input/${main}`),
      expect(judged("", String, "environments/missing.tfvars")).rejects.toThrow("environments/missing.tfvars"),
      expect(checkov("terraform", [{ path: "main.tf", body: "" }])).rejects.toThrow("checked nothing"),
      expect(blocksOf(withBody("main.tf", () => ""))).rejects.toThrow("no module call leads to modules/disks"),
    ]);
  });
});

const TERRAFORM = "terraform/";

const folder = new URL("checkov-root/", import.meta.url);

const rootFiles: readonly JudgedFile[] = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => ({ path: relative(fileURLToPath(folder), path), body: readFileSync(path, "utf8") }));

const withBody = (path: string, change: (body: string) => string): readonly JudgedFile[] =>
  rootFiles.map((file) => (file.path === path ? { path, body: change(file.body) } : file));

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
