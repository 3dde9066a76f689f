import type { Emitter } from "../emitter.ts";
import { emitHelmValues } from "./emit.ts";

/** Values of the Helm charts of operators and add-ons, which the Applications of the emitter `argocd` name. */
export const helmValues: Emitter = {
  id: "helm-values",
  owns: ["terraform/helm-values/"],
  emit: emitHelmValues,
};
