/** Where the files of images lie, and who may push them. */

export const DOCKER_PATH = "generated/docker";

/** The folder of a service: what is laid over the root of its repository before its image is built. */
export const imageFolderOf = (service: string): string => `${DOCKER_PATH}/${service}`;

/** Actions that build an image, and that carry one on to another environment. No service's name starts with `_`. */
export const BUILD_ACTION_PATH = `${DOCKER_PATH}/_build`;
export const PROMOTE_ACTION_PATH = `${DOCKER_PATH}/_promote`;

/**
 * The IAM role that workflows of GitHub take on to push images of a service; Terraform makes it in each environment's account.
 * Any part may be an expression, of Terraform's or of GitHub's.
 */
export const imagePublisherOf = (platform: string, service: string): string => `${platform}.ci.${service}`;
export const imagePublisherRoleOf = (platform: string, service: string, account: string): string =>
  `arn:aws:iam::${account}:role/${imagePublisherOf(platform, service)}`;

/** Tags of a service's repository that become images, as GitHub and IAM match them. */
export const RELEASE_TAGS = "v*";

/** The registry with the images of an environment. */
export const imageRegistryOf = ({ account, region }: { account: string; region: string }): string =>
  `${account}.dkr.ecr.${region}.amazonaws.com`;
