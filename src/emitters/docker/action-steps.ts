import { ACTIONS, actionReference, COSIGN_VERSION } from "../../catalog/actions.ts";
import type { Environment } from "../../model/platform.ts";
import { imagePublisherRoleOf, imageRegistryOf } from "../../naming/images.ts";

/** An expression of GitHub's, which it computes before a step runs. */
export const expression = (text: string): string => `\${{ ${text} }}`;

/** A step as GitHub reads it. */
export interface Step {
  readonly name: string;
  readonly [field: string]: unknown;
}

/** A step that runs an action; its name says the version, since the reference is a commit. */
export const uses = (name: string, action: keyof typeof ACTIONS, inputs: object): Step => ({
  name: `${name} (${ACTIONS[action].version})`,
  uses: actionReference(ACTIONS[action]),
  with: inputs,
});

/**
 * A step that runs a script. Inputs reach it as environment variables: an expression inside the script would be part of
 * the program.
 *
 * @see https://docs.github.com/en/actions/reference/security/secure-use#use-an-intermediate-environment-variable
 */
export const script = (name: string, variables: Readonly<Record<string, string>>, run: string, id?: string): Step => ({
  name,
  ...(id !== undefined && { id }),
  shell: "bash",
  env: variables,
  run,
});

/** Where each environment's images are, as the steps read it. */
export const targetsOf = (environments: readonly Environment[]): string =>
  JSON.stringify(
    Object.fromEntries(
      environments.map(({ name, aws }) => [
        name,
        { account: aws.account, region: aws.region, registry: imageRegistryOf(aws) },
      ]),
    ),
  );

/** Looks an environment up; an unknown one ends the job. The step's outputs are the fields of its target. */
export const lookUp = (name: string, id: string, environment: string, targets: string): Step =>
  script(
    name,
    { ENVIRONMENT: environment, TARGETS: targets },
    `set -euo pipefail
jq --exit-status --raw-output --arg name "$ENVIRONMENT" \\
  '.[$name] // error("there is no environment " + $name) | to_entries[] | "\\(.key)=\\(.value)"' \\
  <<<"$TARGETS" >>"$GITHUB_OUTPUT"
`,
    id,
  );

/**
 * Takes on the service's role in an environment's account by GitHub's own token, so that no key of AWS is kept anywhere, and
 * logs in.
 *
 * @param id of the step that has looked the environment up
 */
export const logIn = (platform: string, environment: string, id: string): readonly Step[] => [
  uses(`Take on the role of ${environment}`, "awsCredentials", {
    "aws-region": expression(`steps.${id}.outputs.region`),
    "role-to-assume": imagePublisherRoleOf(
      platform,
      expression("inputs.service"),
      expression(`steps.${id}.outputs.account`),
    ),
  }),
  uses(`Log in to the registry of ${environment}`, "ecrLogin", {
    registries: expression(`steps.${id}.outputs.account`),
    "mask-password": "true",
  }),
];

export const installCosign: Step = uses("Install cosign", "cosign", { "cosign-release": COSIGN_VERSION });

/** What a person enters into `releases` of the spec, in the summary of the job. */
export const suggestRelease = (variables: Readonly<Record<string, string>>): Step =>
  script(
    "Say what to release",
    variables,
    `set -euo pipefail
{
  echo "The release of \\\`$SERVICE\\\` for the spec:"
  echo
  echo '\`\`\`yaml'
  printf 'releases:\\n  %s:\\n    %s:\\n      tag: "%s"\\n      digest: %s\\n' "$ENVIRONMENT" "$SERVICE" "$TAG" "$DIGEST"
  echo '\`\`\`'
} >>"$GITHUB_STEP_SUMMARY"
`,
  );
