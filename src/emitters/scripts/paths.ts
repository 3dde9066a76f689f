export const SCRIPTS_PATH = "generated/scripts";

/** What the scripts know of an environment. */
export const environmentPathOf = (environment: string): string => `${SCRIPTS_PATH}/environments/${environment}.sh`;
