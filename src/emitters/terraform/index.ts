import type { Emitter } from "../emitter.ts";
import { emitTerraform } from "./emit.ts";

/** Infrastructure in AWS as Terraform 1.11 or OpenTofu reads it: a root, its modules, and the values of each environment. */
export const terraform: Emitter = {
  id: "terraform",
  owns: ["terraform/"],
  emit: emitTerraform,
};
