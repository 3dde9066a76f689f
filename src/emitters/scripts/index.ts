import type { Emitter } from "../emitter.ts";
import { emitScripts } from "./emit.ts";
import { SCRIPTS_PATH } from "./paths.ts";

/** What people run: setup, deployment, backup, restore, and the check of the monitoring. */
export const scripts: Emitter = {
  id: "scripts",
  owns: [`${SCRIPTS_PATH}/`],
  emit: emitScripts,
};
