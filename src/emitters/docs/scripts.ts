import { kubeContextOf } from "./commands.ts";
import type { DocsContext } from "./context.ts";

/** The programs that people run, below the root of the repository. */
const SCRIPTS_PATH = "generated/scripts";

export type ScriptName = "backup" | "deploy" | "monitoring-setup" | "restore" | "setup";

/** A call of one for an environment, with the context that all commands of these pages name. */
export const script = (
  name: ScriptName,
  { platform, environment }: Pick<DocsContext, "platform" | "environment">,
  ...options: readonly string[]
): string =>
  [
    `${SCRIPTS_PATH}/${name}.sh --env ${environment.name} --context ${kubeContextOf(platform.name, environment.name)}`,
    ...options,
  ].join(" ");
