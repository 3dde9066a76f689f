import type { Environment } from "../../model/platform.ts";

/** The programs that people run, below the root of the repository. */
const SCRIPTS_PATH = "generated/scripts";

export type ScriptName = "backup" | "deploy" | "monitoring-setup" | "restore" | "setup";

/** A call of one for an environment; run elsewhere it finds its own files. */
export const script = (name: ScriptName, { name: environment }: Environment): string =>
  `${SCRIPTS_PATH}/${name}.sh --env ${environment}`;
