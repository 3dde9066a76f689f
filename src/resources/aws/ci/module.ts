import { DataAwsIamPolicyDocument } from "@cdktn/provider-aws/lib/data-aws-iam-policy-document/index.js";
import { IamOpenidConnectProvider } from "@cdktn/provider-aws/lib/iam-openid-connect-provider/index.js";
import { IamRole } from "@cdktn/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktn/provider-aws/lib/iam-role-policy/index.js";
import { imagePublisherOf } from "../../../naming/images.ts";
import { declare, defineModule, forEach, listOf, local, numberOf, of, output } from "../cdktn.ts";
import { map, string, variable } from "../types.ts";
import { ciVariables } from "./input.ts";

const GITHUB = "token.actions.githubusercontent.com";

/** Seconds; a build takes half of it at most. */
const SESSION = 3600;

/** As GitHub writes subjects: with names alone, or with the numbers of owner and repository behind them. */
const SUBJECTS = `{
  for service in local.services : service => flatten([
    for repository in distinct([var.image_publishers.repository, "\${local.owner}/\${service}"]) : [
      for job in var.image_publishers.jobs : [
        "repo:\${repository}:\${job}",
        "repo:\${replace(repository, "/", "@*/")}@*:\${job}",
      ]
    ]
  ])
}`;

/**
 * How workflows on GitHub push images, without a key that somebody keeps: each service's to its own repository of images.
 * They may do nothing else. Terraform is run by people, with what they may do themselves.
 */
export const ci = defineModule({
  name: "ci",
  variables: {
    platform: variable(string, "Name of the platform, which the names of the roles start with."),
    image_publishers: variable(ciVariables.image_publishers.type, ciVariables.image_publishers.description),
    repository_arns: variable(map(string), "ARNs of the repositories for images, by service."),
  },
  call: {
    platform: of("var.platform"),
    image_publishers: of("var.image_publishers"),
    repository_arns: of("module.ecr.arns"),
  },
  build: (scope) => {
    local(scope, "services", of("toset(var.image_publishers.repository == null ? [] : keys(var.repository_arns))"));
    local(scope, "owner", of('split("/", coalesce(var.image_publishers.repository, "/"))[0]'));
    local(scope, "subjects", of(SUBJECTS));
    declare(scope, IamOpenidConnectProvider, "github", {
      count: numberOf("var.image_publishers.repository == null ? 0 : 1"),
      url: `https://${GITHUB}`,
      clientIdList: ["sts.amazonaws.com"],
    });
    declare(
      scope,
      DataAwsIamPolicyDocument,
      "trust",
      {
        forEach: forEach("local.subjects"),
        statement: [
          {
            actions: ["sts:AssumeRoleWithWebIdentity"],
            principals: [
              { type: "Federated", identifiers: [of("one(aws_iam_openid_connect_provider.github[*].arn)")] },
            ],
            condition: [
              { test: "StringEquals", variable: `${GITHUB}:aud`, values: ["sts.amazonaws.com"] },
              { test: "StringLike", variable: `${GITHUB}:sub`, values: listOf("each.value") },
            ],
          },
        ],
      },
      "Subjects of repositories younger than July 2026 have numbers behind owner and name. A star reaches no further than\none part of a subject: GitHub writes a colon in a part as %3A.",
    );
    declare(scope, IamRole, "images", {
      forEach: forEach("local.services"),
      name: imagePublisherOf("${var.platform}", "${each.value}"),
      description: "Workflows that push images of ${each.value}",
      assumeRolePolicy: of("data.aws_iam_policy_document.trust[each.value].json"),
      maxSessionDuration: SESSION,
    });
    declare(
      scope,
      DataAwsIamPolicyDocument,
      "images",
      {
        forEach: forEach("local.services"),
        statement: [
          {
            actions: [
              "ecr:BatchCheckLayerAvailability",
              "ecr:BatchGetImage",
              "ecr:CompleteLayerUpload",
              "ecr:GetDownloadUrlForLayer",
              "ecr:InitiateLayerUpload",
              "ecr:PutImage",
              "ecr:UploadLayerPart",
            ],
            resources: [of("var.repository_arns[each.value]")],
          },
          { actions: ["ecr:GetAuthorizationToken"], resources: ["*"] },
        ],
      },
      "Reads too, since an image is carried on from one environment to another.",
    );
    declare(scope, IamRolePolicy, "images", {
      forEach: forEach("local.services"),
      name: "images",
      role: of("aws_iam_role.images[each.value].id"),
      policy: of("data.aws_iam_policy_document.images[each.value].json"),
    });
    output(
      scope,
      "image_publisher_arns",
      of("{ for service, role in aws_iam_role.images : service => role.arn }"),
      "Roles of the workflows that push images, by service.",
    );
  },
});
