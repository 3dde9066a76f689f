import type { EnvironmentContext } from "../../kubernetes/context.ts";
import { list, string, type ValuesOf, variable } from "../types.ts";

/** The root's variables that say which images there are. */
export const repositoryVariables = {
  services: variable(list(string), "Services, each with a repository of its images."),
};

export const repositoryValues = ({ environment }: EnvironmentContext): ValuesOf<typeof repositoryVariables> => ({
  services: environment.services.map(({ name }) => name),
});
