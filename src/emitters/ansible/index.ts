import type { Emitter } from "../emitter.ts";
import { emitAnsible } from "./emit.ts";
import { ANSIBLE_PATH } from "./paths.ts";

/** Playbook, roles and an inventory for each environment. */
export const ansible: Emitter = {
  id: "ansible",
  owns: [`${ANSIBLE_PATH}/`],
  emit: emitAnsible,
};
