import { AwsProvider } from "@cdktn/provider-aws/lib/provider/index.js";
import { AWS_PROVIDER, TERRAFORM_VERSION } from "../../../catalog/terraform.ts";
import { account } from "../account/module.ts";
import { bastion } from "../bastion/module.ts";
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
import { rds } from "../rds/module.ts";
import { route53 } from "../route53/module.ts";
import { secrets } from "../secrets/module.ts";
import { storage } from "../storage/module.ts";
import type { VariableDefinition } from "../types.ts";
import { vpc } from "../vpc/module.ts";
import { rootVariables } from "./input.ts";

/** In the order in which the root calls them. */
const MODULES: readonly ModuleDefinition<Readonly<Record<string, VariableDefinition>>>[] = [
  account,
  vpc,
  bastion,
  ecr,
  route53,
  storage,
  secrets,
  rds,
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
  accessOutputs(scope);
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
  output(
    scope,
    "secrets_to_fill",
    of("module.secrets.to_fill"),
    "The command by which its owner brings the value of a secret; Terraform makes the others.",
  );
}

/** How people get to the cluster, and how hosts outside see it. */
function accessOutputs(scope: Scope): void {
  const host = 'trimprefix(module.eks.endpoint, "https://")';
  output(
    scope,
    "tunnel",
    `aws ssm start-session --region \${var.region} --target \${module.bastion.instance_id} --document-name AWS-StartPortForwardingSessionToRemoteHost --parameters host=\${${host}},portNumber=443,localPortNumber=${TUNNEL_PORT}`,
    `The command that opens a tunnel from port ${TUNNEL_PORT} of one's own machine to the API server.`,
  );
  output(
    scope,
    "kubeconfig",
    `aws eks update-kubeconfig --region \${var.region} --name \${module.eks.cluster_name} && kubectl config set-cluster \${module.eks.cluster_arn} --server=https://localhost:${TUNNEL_PORT} --tls-server-name=\${${host}}`,
    "The command after which kubectl goes through that tunnel.",
  );
  output(scope, "nat_addresses", of("module.vpc.nat_addresses"), "Addresses that hosts outside see pods at, by zone.");
}

/** Of the machine at which somebody works. */
const TUNNEL_PORT = 8443;
