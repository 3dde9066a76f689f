import { githubRepositoryOf } from "../../../naming/github.ts";
import { RELEASE_TAGS } from "../../../naming/images.ts";
import type { EnvironmentContext } from "../../kubernetes/context.ts";
import { list, object, optional, string, type ValuesOf, variable } from "../types.ts";

/** The root's variables that say which workflows act in the account. */
export const ciVariables = {
  image_publishers: variable(
    object({ repository: optional(string), jobs: optional(list(string), []) }),
    "Who pushes images: the platform's repository on GitHub, whose owner has one for each service too, and the jobs of their workflows, as the subject of a job's token ends. Without a repository there is no such way in.",
    [
      {
        condition:
          'var.image_publishers.repository == null || can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.image_publishers.repository))',
        message: "A repository is given as owner/name.",
      },
      {
        condition:
          'alltrue([for job in var.image_publishers.jobs : can(regex("^(environment:[A-Za-z0-9*_-]+|ref:refs/(heads|tags)/[A-Za-z0-9*._/-]+)$", job))])',
        message: "A job is given by its environment, or by the branch or tag that it runs for.",
      },
      {
        condition:
          'var.tier != "prod" || alltrue([for job in var.image_publishers.jobs : job == "environment:${var.environment}"])',
        message:
          "Images get into production by jobs of its own environment on GitHub alone, where people approve them.",
      },
    ],
  ),
};

/**
 * Where the platform is not on GitHub there is nobody: no other forge's tokens are known.
 *
 * Into production an image comes by the workflow's promotion, in the environment's own job. Elsewhere it may also be
 * built from a tag, or be carried on to a further environment, whose job reads it here.
 */
export function ciValues({ platform, environment }: EnvironmentContext): ValuesOf<typeof ciVariables> {
  const repository = githubRepositoryOf(platform.gitops.repository);
  if (repository === undefined) return { image_publishers: { repository: undefined, jobs: undefined } };
  return {
    image_publishers: {
      repository: `${repository.owner}/${repository.name}`,
      jobs:
        environment.tier === "prod"
          ? [`environment:${environment.name}`]
          : ["environment:*", `ref:refs/tags/${RELEASE_TAGS}`],
    },
  };
}
