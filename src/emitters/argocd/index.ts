import type { Emitter } from "../emitter.ts";
import { emitArgocd } from "./emit.ts";

/** AppProjects and Applications for Argo CD 3.x. */
export const argocd: Emitter = {
  id: "argocd",
  owns: ["argocd/"],
  emit: emitArgocd,
};
