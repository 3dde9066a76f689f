import { compareText } from "../diagnostics/diagnostic.ts";
import { ACCESS_LOGS_PURPOSE, BACKUPS_PURPOSE, LOG_SNAPSHOTS_PURPOSE } from "../naming/names.ts";
import type { Environment, Platform } from "./platform.ts";

/** Purposes of all S3 buckets of an environment: those of the platform where something uses them, and its services' own. */
export function bucketsOf({ services, logging }: Environment): readonly string[] {
  const purposes = [
    ...(services.some(({ expose }) => expose !== undefined) ? [ACCESS_LOGS_PURPOSE] : []),
    ...(services.some(({ database }) => database !== undefined) ? [BACKUPS_PURPOSE] : []),
    ...(logging === undefined ? [] : [LOG_SNAPSHOTS_PURPOSE]),
    ...services.flatMap(({ buckets }) => buckets.map(({ name }) => name)),
  ];
  return [...new Set(purposes)].toSorted(compareText);
}

/** A database or bucket that is there because the spec says so, and would go with it. */
export type DataStore =
  | { readonly kind: "database"; readonly name: string; readonly engine: string }
  | { readonly kind: "bucket"; readonly name: string };

/** Those of an environment. What is in AWS is not ours where others keep it. */
export function dataStoresOf(platform: Platform, environment: Environment): readonly DataStore[] {
  const { database, services } = environment;
  const engine = database?.engine;
  const hasDatabases = engine !== undefined && (engine !== "rds" || platform.terraform);
  return [
    ...services.flatMap(({ name, database: own }) =>
      hasDatabases && own !== undefined ? [{ kind: "database" as const, name, engine }] : [],
    ),
    ...(platform.terraform ? bucketsOf(environment) : []).map((name) => ({ kind: "bucket" as const, name })),
  ];
}
