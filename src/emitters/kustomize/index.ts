import type { Emitter } from "../emitter.ts";
import { emitKustomize } from "./emit.ts";

/** Kustomize bases and overlays, for `kustomize build` 5.8 and the one inside Argo CD 3.x. */
export const kustomize: Emitter = {
  id: "kustomize",
  owns: ["generated/kubernetes/", "envs/"],
  emit: ({ environments, fileOf }) => {
    const units = environments.flatMap((environment) => environment.units);
    return { value: emitKustomize(units, (unit) => fileOf(unit.origin)), diagnostics: [] };
  },
};
