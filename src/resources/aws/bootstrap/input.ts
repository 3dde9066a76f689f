import { STATE_PURPOSE } from "../../../naming/names.ts";
import type { EnvironmentContext } from "../../kubernetes/context.ts";
import { string, type ValuesOf, variable } from "../types.ts";

/** What the purpose of the state is called, in the bucket's name and the key's alias. */
export const PURPOSE = STATE_PURPOSE;

/** The variables of the root that makes the place of an environment's state. */
export const bootstrapVariables = {
  platform: variable(string, "Name of the platform."),
  environment: variable(string, "Name of the environment. Choose its workspace before; two never mix."),
  account: variable(string, "AWS account of the environment; the provider refuses any other."),
  region: variable(string, "AWS region of the environment."),
};

export const bootstrapValues = ({
  platform,
  environment,
}: EnvironmentContext): ValuesOf<typeof bootstrapVariables> => ({
  platform: platform.name,
  environment: environment.name,
  account: environment.aws.account,
  region: environment.aws.region,
});
