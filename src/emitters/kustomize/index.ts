import { dataStoresOf } from "../../model/data-stores.ts";
import { databaseUnitOf } from "../../naming/names.ts";
import type { HeldData } from "../../output/output-file.ts";
import type { EmitContext, Emitter } from "../emitter.ts";
import { emitKustomize } from "./emit.ts";

/** Kustomize bases and overlays, for `kustomize build` 5.8 and the one inside Argo CD 3.x. */
export const kustomize: Emitter = {
  id: "kustomize",
  owns: ["generated/kubernetes/", "envs/"],
  emit: (context) => {
    const units = context.environments.flatMap((environment) => environment.units);
    const databases = databasesOf(context);
    const files = emitKustomize(
      units,
      (unit) => context.fileOf(unit.origin),
      ({ environment, name }) => databases.get(`${environment}/${name}`) ?? [],
    );
    return { value: files, diagnostics: [] };
  },
};

/** The database that goes when a unit goes, by environment and unit. */
const databasesOf = ({ platform, environments }: EmitContext): ReadonlyMap<string, readonly HeldData[]> =>
  new Map(
    environments.flatMap(({ environment }) =>
      dataStoresOf(platform, environment).flatMap((store) =>
        store.kind === "database"
          ? [
              [
                `${environment.name}/${databaseUnitOf(store.name)}`,
                [{ environment: environment.name, ...store }],
              ] as const,
            ]
          : [],
      ),
    ),
  );
