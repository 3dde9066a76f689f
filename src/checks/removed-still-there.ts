import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import { dataStoresOf } from "../model/data-stores.ts";
import type { Check } from "./check.ts";

/**
 * What may go is not there: else the permission would wait until somebody removes it by mistake. A permission that was
 * used stays without effect until its data returns, and is refused then.
 */
export const removedStillThere: Check = (platform, environments) =>
  environments.flatMap(({ environment }) => {
    const { name: environmentName } = environment;
    const stores = dataStoresOf(platform, environment);
    const there = {
      databases: stores.flatMap(({ kind, name }) => (kind === "database" ? [name] : [])),
      engines: stores.flatMap((store) => (store.kind === "database" ? [store.engine] : [])),
      buckets: stores.flatMap(({ kind, name }) => (kind === "bucket" ? [name] : [])),
    };
    const removed = platform.removed[environmentName];
    return (["databases", "engines", "buckets"] as const).flatMap((field) =>
      (removed?.[field] ?? []).flatMap((entry, index): Diagnostic[] => {
        if (!there[field].includes(entry)) return [];
        const at = platform.locate(["removed", environmentName, field, index]);
        return [report("data/removed-still-there", { environment: environmentName, field, entry }, { at })];
      }),
    );
  });
