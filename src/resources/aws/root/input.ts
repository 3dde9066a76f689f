import type { EnvironmentContext } from "../../kubernetes/context.ts";
import { accountValues, accountVariables } from "../account/input.ts";
import { ciValues, ciVariables } from "../ci/input.ts";
import { repositoryValues, repositoryVariables } from "../ecr/input.ts";
import { clusterValues, clusterVariables } from "../eks/input.ts";
import { identityValues, identityVariables } from "../identity/input.ts";
import { databaseValues, databaseVariables } from "../rds/input.ts";
import { dnsValues, dnsVariables } from "../route53/input.ts";
import { secretValues, secretVariables } from "../secrets/input.ts";
import { storageValues, storageVariables } from "../storage/input.ts";
import { string, type ValuesOf, variable } from "../types.ts";
import { networkValues, networkVariables } from "../vpc/input.ts";

const commonVariables = {
  platform: variable(string, "Name of the platform: prefix of what has no environment."),
  environment: variable(string, "Name of the environment. State and values of two environments never mix."),
  tier: variable(string, "prod or nonprod: which invariants hold.", [
    { condition: 'contains(["prod", "nonprod"], var.tier)', message: "The tier is prod or nonprod." },
  ]),
  account: variable(string, "AWS account of the environment; the provider refuses any other.", [
    { condition: 'can(regex("^[0-9]{12}$", var.account))', message: "An AWS account has 12 digits." },
  ]),
  region: variable(string, "AWS region of the environment."),
  domain: variable(string, "Domain below which the hosts of the environment are."),
};

/** The variables of the root, in the order of its files. */
export const rootVariables = {
  ...commonVariables,
  ...networkVariables,
  ...accountVariables,
  ...clusterVariables,
  ...repositoryVariables,
  ...identityVariables,
  ...ciVariables,
  ...dnsVariables,
  ...storageVariables,
  ...databaseVariables,
  ...secretVariables,
};

/** What the `.tfvars` of an environment says: all that differs between environments, and all that comes from the spec. */
export function rootValues(context: EnvironmentContext): ValuesOf<typeof rootVariables> {
  const { platform, environment } = context;
  return {
    platform: platform.name,
    environment: environment.name,
    tier: environment.tier,
    account: environment.aws.account,
    region: environment.aws.region,
    domain: environment.aws.domain,
    ...networkValues(context),
    ...accountValues(context),
    ...clusterValues(context),
    ...repositoryValues(context),
    ...identityValues(context),
    ...ciValues(context),
    ...dnsValues(context),
    ...storageValues(context),
    ...databaseValues(context),
    ...secretValues(context),
  };
}
