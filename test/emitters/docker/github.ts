import { parse } from "yaml";
import type { Environment } from "../../../src/model/platform.ts";
import { DOCKER_PATH } from "../../../src/naming/images.ts";
import type { OutputFile } from "../../../src/output/output-file.ts";

/** What a job of a service's repository asks of AWS: a role, with a token about itself. */
export interface Request {
  /** ARN. */
  readonly role: string;
  /** `sub` of the token. */
  readonly subject: string;
}

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

export interface Workflow {
  readonly on: {
    readonly push: { readonly tags: readonly string[] };
    readonly workflow_dispatch?: {
      readonly inputs: Readonly<Record<string, { readonly options?: readonly string[] }>>;
    };
  };
  readonly jobs: Readonly<Record<string, { readonly environment?: string; readonly steps: readonly Step[] }>>;
}

type Values = Readonly<Record<string, string>>;

/**
 * Everything that a service's workflow can ask of AWS, by its texts alone: for a tag, and for each choice of a person who
 * runs it by hand.
 *
 * @param alter what a control changes in the workflow first
 * @see https://docs.github.com/en/actions/reference/security/oidc the subject names the job's environment, else the ref
 */
export function requestsOf(
  files: readonly OutputFile[],
  owner: string,
  service: string,
  alter: (workflow: Workflow) => Workflow = (workflow) => workflow,
): readonly Request[] {
  const read = (path: string) => parse(files.find((file) => file.path === `${DOCKER_PATH}/${path}`)?.body ?? "");
  const { on, jobs } = alter(read(`${service}/.github/workflows/image.yml`));
  const stepsOf = (action: string): readonly Step[] => read(`${action}/action.yml`).runs.steps;

  const asked = (job: string, ref: string, inputs: Values): readonly Request[] => {
    const { environment, steps = [] } = jobs[job] ?? {};
    const place = environment === undefined ? `ref:${ref}` : `environment:${evaluate(environment, { inputs })}`;
    return steps.flatMap(({ uses = "", with: given = {} }) => {
      const [, action] = new RegExp(`/${DOCKER_PATH}/(\\w+)@`).exec(uses) ?? [];
      if (action === undefined) return [];
      const passed = Object.fromEntries(
        Object.entries(given).map(([name, text]) => [name, evaluate(text, { inputs })]),
      );
      return rolesOf(stepsOf(action), passed).map((role) => ({ role, subject: `repo:${owner}/${service}:${place}` }));
    });
  };

  const tag = `refs/tags/${on.push.tags[0]?.replace("*", "1.4.2")}`;
  const { from, to } = on.workflow_dispatch?.inputs ?? {};
  const choices = (from?.options ?? []).flatMap((one) =>
    (to?.options ?? []).map((other) => ({ from: one, to: other })),
  );
  return [
    ...asked("build", tag, {}),
    ...choices.flatMap((inputs) =>
      asked("promote", "refs/heads/main", { ...inputs, tag: "1.4.2", digest: "sha256:0" }),
    ),
  ];
}

/** The roles that the steps of an action take on. */
function rolesOf(steps: readonly Step[], inputs: Values): readonly string[] {
  const outputs: Record<string, Values> = {};
  return steps.flatMap(({ id, env, with: given }) => {
    if (id !== undefined && env?.TARGETS !== undefined && env.ENVIRONMENT !== undefined)
      outputs[id] = JSON.parse(env.TARGETS)[evaluate(env.ENVIRONMENT, { inputs })];
    const role = given?.["role-to-assume"];
    return role === undefined ? [] : [evaluate(role, { inputs, outputs })];
  });
}

/** Puts values in the place of expressions; one that is not known stays, and matches nothing. */
function evaluate(
  text: string,
  { inputs, outputs = {} }: { inputs: Values; outputs?: Record<string, Values> },
): string {
  return text.replaceAll(/\$\{\{ (?:inputs\.(\w+)|steps\.(\w+)\.outputs\.(\w+)) \}\}/g, (whole, input, step, output) =>
    String((input === undefined ? outputs[step]?.[output] : inputs[input]) ?? whole),
  );
}

/** The environment whose account has the role. */
export const environmentOf = (role: string, environments: readonly Environment[]): Environment | undefined =>
  environments.find(({ aws }) => role.startsWith(`arn:aws:iam::${aws.account}:role/`));

/** As IAM's StringLike compares: a star is any text. */
export const isLike = (text: string, pattern: string): boolean =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replaceAll(/\W/g, "\\$&"))
      .join(".*")}$`,
    "s",
  ).test(text);
