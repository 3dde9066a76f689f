import { AwsProvider } from "@cdktn/provider-aws/lib/provider/index.js";
import { AWS_PROVIDER, TERRAFORM_VERSION } from "../../../catalog/terraform.ts";
import { buildBootstrap } from "../bootstrap/root.ts";
import {
  callModule,
  DataResource,
  declare,
  declareVariables,
  local,
  type ModuleDefinition,
  of,
  output,
  partialS3Backend,
  requirements,
  type Scope,
  synthesize,
  type TerraformFolder,
} from "../cdktn.ts";
import { ci } from "../ci/module.ts";
import { ecr } from "../ecr/module.ts";
import { eks } from "../eks/module.ts";
import { identity } from "../identity/module.ts";
import { route53 } from "../route53/module.ts";
import { storage } from "../storage/module.ts";
import type { VariableDefinition } from "../types.ts";
import { rootVariables } from "./input.ts";

/** In the order in which the root calls them. */
const MODULES: readonly ModuleDefinition<Readonly<Record<string, VariableDefinition>>>[] = [
  ecr,
  route53,
  storage,
  eks,
  identity,
  ci,
];

/** The folders of `terraform/`, by path; none depends on a spec. */
export const folders = (): ReadonlyMap<string, TerraformFolder> =>
  new Map([
    ["", synthesize(buildRoot)],
    ["bootstrap/", synthesize(buildBootstrap)],
    ...MODULES.map(
      ({ name, variables, build }) =>
        [
          `modules/${name}/`,
          synthesize((scope) => {
            // The root pins the version; a module says what it was written for.
            requirements(scope, `>= ${TERRAFORM_VERSION}`, {
              aws: { ...AWS_PROVIDER, version: `>= ${AWS_PROVIDER.version}` },
            });
            declareVariables(scope, variables);
            build(scope);
          }),
        ] as const,
    ),
  ]);

function buildRoot(scope: Scope): void {
  requirements(scope, `>= ${TERRAFORM_VERSION}`, { aws: AWS_PROVIDER });
  partialS3Backend(scope);
  declare(scope, AwsProvider, "aws", {
    region: of("var.region"),
    allowedAccountIds: [of("var.account")],
    defaultTags: [
      {
        tags: {
          Platform: of("var.platform"),
          Environment: of("var.environment"),
          ManagedBy: "terraform",
        },
      },
    ],
  });
  declareVariables(scope, rootVariables);
  local(scope, "name", "${var.platform}-${var.environment}");
  declare(
    scope,
    DataResource,
    "environment",
    { triggersReplace: { environment: of("var.environment") }, lifecycle: { preventDestroy: true } },
    "Refuses the values of one environment on the state of another: the environment of a state never changes.",
  );
  for (const { name, call } of MODULES) callModule(scope, name, call);
  output(scope, "repositories", of("module.ecr.urls"), "Addresses of the images' repositories, by service.");
  output(
    scope,
    "name_servers",
    of("module.route53.name_servers"),
    "What the NS record of the domain says in the zone above.",
  );
  output(
    scope,
    "ds_record",
    of("module.route53.ds_record"),
    "What the DS record of the domain says in the zone above.",
  );
}
