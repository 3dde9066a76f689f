import { RUNNER } from "../../catalog/actions.ts";
import type { Environment, Platform } from "../../model/platform.ts";
import { githubRepositoryOf } from "../../naming/github.ts";
import { BUILD_ACTION_PATH, PROMOTE_ACTION_PATH, RELEASE_TAGS } from "../../naming/images.ts";
import { expression, uses } from "./action-steps.ts";

/** How a workflow names what lies below a path of the platform's repository; undefined where that is not on GitHub. */
export function actionAddressOf({ repository, revision }: Platform["gitops"]): ((path: string) => string) | undefined {
  const found = githubRepositoryOf(repository);
  return found && ((path) => `${found.owner}/${found.name}/${path}@${revision}`);
}

/**
 * The workflow of a service's repository: a tag `v1.4.2` becomes the image `1.4.2` in the first environment that is not
 * production; by hand an image goes on from such an environment to any.
 *
 * A job has one environment on GitHub, and production's roles trust no job of another one, not even to read. So nothing
 * goes on from production, and without another environment the build itself is production's job.
 *
 * @see https://docs.github.com/en/actions/reference/security/oidc what the subject of a job's token is
 */
export function serviceWorkflow(
  service: string,
  environments: readonly Environment[],
  addressOf: (path: string) => string,
): object {
  const names = environments.map(({ name }) => name);
  const sources = environments.filter(({ tier }) => tier !== "prod").map(({ name }) => name);
  const [first = names[0]] = sources;
  const choice = (description: string, options: readonly string[]) => ({
    description,
    type: "choice",
    required: true,
    options,
  });
  const permissions = { contents: "read", "id-token": "write" };
  return {
    name: "image",
    on: {
      push: { tags: [RELEASE_TAGS] },
      ...(sources.length > 0 && {
        workflow_dispatch: {
          inputs: {
            from: choice("The environment that has the image.", sources),
            to: choice("The environment that gets it.", names),
            tag: { description: "The tag of the image.", type: "string", required: true },
            digest: { description: "The digest of the image.", type: "string", required: true },
          },
        },
      }),
    },
    permissions: {},
    concurrency: { group: `image-${expression("github.ref")}`, "cancel-in-progress": false },
    jobs: {
      build: {
        if: "github.event_name == 'push'",
        "runs-on": RUNNER,
        "timeout-minutes": 30,
        ...(sources.length === 0 && { environment: first }),
        permissions,
        steps: [
          uses("Get the source", "checkout", { "persist-credentials": "false" }),
          {
            name: "Name the image after the tag",
            id: "version",
            env: { NAME: expression("github.ref_name") },
            run: `echo "tag=\${NAME#v}" >>"$GITHUB_OUTPUT"\n`,
          },
          {
            name: "Build, push and sign",
            uses: addressOf(BUILD_ACTION_PATH),
            with: { service, environment: first, tag: expression("steps.version.outputs.tag") },
          },
        ],
      },
      ...(sources.length > 0 && {
        promote: {
          if: "github.event_name == 'workflow_dispatch'",
          "runs-on": RUNNER,
          "timeout-minutes": 15,
          environment: expression("inputs.to"),
          permissions,
          steps: [
            {
              name: "Check and copy",
              uses: addressOf(PROMOTE_ACTION_PATH),
              with: {
                service,
                from: expression("inputs.from"),
                to: expression("inputs.to"),
                tag: expression("inputs.tag"),
                digest: expression("inputs.digest"),
              },
            },
          ],
        },
      }),
    },
  };
}
