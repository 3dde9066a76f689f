import { RUNNER } from "../../catalog/actions.ts";
import type { Environment, Platform } from "../../model/platform.ts";
import { BUILD_ACTION_PATH, PROMOTE_ACTION_PATH } from "../../naming/images.ts";
import { expression, uses } from "./action-steps.ts";

/**
 * How a workflow names what lies below a path of the platform's repository; undefined where that is not one that GitHub,
 * its Enterprise Server or Gitea could have, whose addresses end with an owner and a name.
 */
export function actionAddressOf({ repository, revision }: Platform["gitops"]): ((path: string) => string) | undefined {
  const [, owner, name, ...deeper] = new URL(repository).pathname.replace(/\.git$/, "").split("/");
  if (owner === undefined || name === undefined || deeper.length > 0) return undefined;
  return (path) => `${owner}/${name}/${path}@${revision}`;
}

/**
 * The workflow of a service's repository: a tag `v1.4.2` becomes the image `1.4.2` in the first environment that is not
 * production; by hand an image goes on from one environment to another.
 */
export function serviceWorkflow(
  service: string,
  environments: readonly Environment[],
  addressOf: (path: string) => string,
): object {
  const names = environments.map(({ name }) => name);
  const first = environments.find(({ tier }) => tier !== "prod")?.name ?? names[0];
  const choice = (description: string) => ({ description, type: "choice", required: true, options: names });
  const permissions = { contents: "read", "id-token": "write" };
  return {
    name: "image",
    on: {
      push: { tags: ["v*"] },
      workflow_dispatch: {
        inputs: {
          from: choice("The environment that has the image."),
          to: choice("The environment that gets it."),
          tag: { description: "The tag of the image.", type: "string", required: true },
          digest: { description: "The digest of the image.", type: "string", required: true },
        },
      },
    },
    permissions: {},
    concurrency: { group: `image-${expression("github.ref")}`, "cancel-in-progress": false },
    jobs: {
      build: {
        if: "github.event_name == 'push'",
        "runs-on": RUNNER,
        "timeout-minutes": 30,
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
    },
  };
}
