import { EcrLifecyclePolicy } from "@cdktn/provider-aws/lib/ecr-lifecycle-policy/index.js";
import { EcrRegistryScanningConfiguration } from "@cdktn/provider-aws/lib/ecr-registry-scanning-configuration/index.js";
import { EcrRepository } from "@cdktn/provider-aws/lib/ecr-repository/index.js";
import { declare, defineModule, forEach, local, of, output } from "../cdktn.ts";
import { encryptionKey, KEEPER_ACTIONS } from "../eks/keys.ts";
import { useThrough } from "../storage/key-policy.ts";
import { list, string, variable } from "../types.ts";

/**
 * What no tag names goes after this many days. ECR keeps what a tagged image consists of; a signature goes with its image.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
 */
const UNTAGGED_DAYS = 14;

const UNTAGGED_RULE = {
  rulePriority: 1,
  description: "Images that no tag names",
  selection: {
    tagStatus: "untagged",
    countType: "sinceImagePushed",
    countUnit: "days",
    countNumber: UNTAGGED_DAYS,
  },
  action: { type: "expire" },
} as const;

/** Repositories for the images of services, and how they are scanned. Their policy is the account's: no other may pull. */
export const ecr = defineModule({
  name: "ecr",
  variables: {
    name: variable(string, "What stands before every name: platform and environment."),
    account: variable(string, "AWS account."),
    region: variable(string, "AWS region."),
    prefix: variable(string, "What stands before the name of each repository."),
    services: variable(list(string), "Services, each with a repository of its images."),
  },
  call: {
    name: of("local.name"),
    account: of("var.account"),
    region: of("var.region"),
    prefix: of("var.platform"),
    services: of("var.services"),
  },
  build: (scope) => {
    local(scope, "lifecycle_policy", { rules: [UNTAGGED_RULE] });
    const key = encryptionKey(
      scope,
      "images",
      { purpose: "images", description: "Images of services" },
      useThrough("ecr", KEEPER_ACTIONS),
    );
    declare(scope, EcrRepository, "service", {
      forEach: forEach("toset(var.services)"),
      name: "${var.prefix}/${each.value}",
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [{ encryptionType: "KMS", kmsKey: key.arn }],
      lifecycle: { preventDestroy: true },
    });
    declare(
      scope,
      EcrLifecyclePolicy,
      "service",
      {
        forEach: forEach("aws_ecr_repository.service"),
        repository: of("each.value.name"),
        policy: of("jsonencode(local.lifecycle_policy)"),
      },
      "No rule for tagged images: ECR cannot know which of them runs, and a tag that cannot move never leaves its image.",
    );
    declare(
      scope,
      EcrRegistryScanningConfiguration,
      "this",
      {
        scanType: "ENHANCED",
        rule: [
          {
            scanFrequency: "CONTINUOUS_SCAN",
            repositoryFilter: [{ filter: "${var.prefix}/*", filterType: "WILDCARD" }],
          },
        ],
      },
      "Amazon Inspector looks again whenever a new weakness is known, not only when an image is pushed.",
    );
    output(
      scope,
      "urls",
      of("{ for name, repository in aws_ecr_repository.service : name => repository.repository_url }"),
      "Addresses of the repositories, by service.",
    );
    output(
      scope,
      "arns",
      of("{ for name, repository in aws_ecr_repository.service : name => repository.arn }"),
      "ARNs of the repositories, by service.",
    );
  },
});
