import { EcrLifecyclePolicy } from "@cdktn/provider-aws/lib/ecr-lifecycle-policy/index.js";
import { EcrRepository } from "@cdktn/provider-aws/lib/ecr-repository/index.js";
import { KmsKey } from "@cdktn/provider-aws/lib/kms-key/index.js";
import { declare, defineModule, forEach, of, output } from "../cdktn.ts";
import { list, string, variable } from "../types.ts";

/** A repository for the images of each service. */
export const ecr = defineModule({
  name: "ecr",
  variables: {
    prefix: variable(string, "What stands before the name of each repository."),
    services: variable(list(string), "Services, each with a repository of its images."),
  },
  call: { prefix: of("var.platform"), services: of("var.services") },
  build: (scope) => {
    const key = declare(scope, KmsKey, "images", {
      description: "Images of services",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
    });
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
        policy: of("jsonencode({ rules = [] })"),
      },
      "What is deployed has a tag, and so have the releases before it: only what no tag names expires.",
    );
    output(
      scope,
      "urls",
      of("{ for name, repository in aws_ecr_repository.service : name => repository.repository_url }"),
      "Addresses of the repositories, by service.",
    );
  },
});
