import { describe, expect } from "vitest";
import type { OutputFile } from "../../src/output/output-file.ts";
import { ciValues } from "../../src/resources/aws/ci/input.ts";
import { environmentOf, isLike, requestsOf } from "../emitters/docker/github.ts";
import { compileSample } from "../properties/compiled.ts";
import { testWith } from "./judge.ts";
import { tofuJudge, withRoot } from "./opentofu.ts";

/**
 * Law 3: what the workflows of services ask of AWS, Terraform has granted. What is asked is read from the workflows and
 * actions as they are written, what is granted from OpenTofu, which works out the written module.
 */

const MODULE = "terraform/modules/ci/";
const VALUES = "judged.tfvars.json";

interface Granted {
  /** Names of roles. */
  readonly roles: readonly string[];
  /** Subjects that are trusted, by service. */
  readonly subjects: Readonly<Record<string, readonly string[]>>;
}

function grantedBy(module: Readonly<Record<string, string>>, values: object): Granted {
  return withRoot({ ...module, [VALUES]: JSON.stringify(values) }, ({ init, plan, planned, console: ask }) => {
    expect(init()).toMatchObject({ ok: true });
    expect(plan(VALUES)).toMatchObject({ ok: true });
    const subjects = ask("jsonencode(local.subjects)", VALUES);
    expect(subjects).toMatchObject({ ok: true });
    return {
      roles: planned()
        .resource_changes.filter(({ type }) => type === "aws_iam_role")
        .map(({ change }) => String(change.after?.name)),
      // The console prints a string of HCL, whose escapes are those of JSON here.
      subjects: JSON.parse(JSON.parse(subjects.said)),
    };
  });
}

describe("OpenTofu, the roles that push images", () => {
  testWith(tofuJudge, "each workflow's requests are granted, by roles of its own service alone", () => {
    const { platform, environments, files } = compileSample("specs/finflow.yaml");
    if (platform === undefined || files === undefined) throw new Error("the sample has errors");
    const written: readonly OutputFile[] = [...files.files].map(([path, file]) => ({ ...file, path }));
    const module = Object.fromEntries(
      written.filter(({ path }) => path.startsWith(MODULE)).map(({ path, body }) => [path.slice(MODULE.length), body]),
    );
    const granted = new Map(
      environments.map((compiled) => {
        const { environment } = compiled;
        const arns = environment.services.map(({ name }) => [name, `arn:aws:ecr:us-west-2:1:repository/${name}`]);
        const { image_publishers } = ciValues({ ...compiled, platform });
        const values = { platform: platform.name, image_publishers, repository_arns: Object.fromEntries(arns) };
        return [environment, grantedBy(module, values)];
      }),
    );
    const [first] = environments;
    const services = (first?.environment.services ?? []).map(({ name }) => name);
    const isGranted = (service: string, role: string, subject: string): boolean => {
      const environment = environmentOf(
        role,
        environments.map((compiled) => compiled.environment),
      );
      const { roles = [], subjects = {} } = (environment && granted.get(environment)) ?? {};
      const name = role.slice(role.indexOf("/") + 1);
      return (
        roles.includes(name) &&
        name.endsWith(`.${service}`) &&
        (subjects[service] ?? []).some((pattern) => isLike(subject, pattern))
      );
    };

    for (const service of services) {
      const requests = requestsOf(written, "finflow", service);
      // A tag, and two sources with three targets, each with two roles.
      expect(requests).toHaveLength(1 + 2 * 3 * 2);
      for (const { role, subject } of requests) {
        expect(isGranted(service, role, subject), `${role} for ${subject}`).toBe(true);
        // With the numbers that GitHub adds.
        expect(isGranted(service, role, subject.replace(`finflow/${service}`, `finflow@12/${service}@345`))).toBe(true);
        // Controls: another service's repository, another owner's, a pull request.
        const other = services.find((name) => name !== service) ?? "";
        expect(isGranted(service, role, subject.replace(`/${service}:`, `/${other}:`))).toBe(false);
        expect(isGranted(service, role, subject.replace("finflow/", "other/"))).toBe(false);
        expect(isGranted(service, role, `repo:finflow/${service}:pull_request`)).toBe(false);
      }
      // Nothing that a tag alone has built gets into production.
      const production = requests.map(({ role }) => role).filter((role) => role.includes("333333333333"));
      expect(production.length).toBeGreaterThan(0);
      for (const role of production)
        expect(isGranted(service, role, `repo:finflow/${service}:ref:refs/tags/v1.4.2`)).toBe(false);
    }
  });
});
