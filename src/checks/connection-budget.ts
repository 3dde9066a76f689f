import { databaseClasses } from "../catalog/database-classes.ts";
import {
  IN_CLUSTER_MAX_CONNECTIONS,
  OTHER_CONNECTIONS,
  RDS_RESERVED_CONNECTIONS,
  RESERVED_CONNECTIONS,
  rdsMaxConnections,
} from "../catalog/database-connections.ts";
import { report } from "../diagnostics/registry.ts";
import type { Environment } from "../model/platform.ts";
import { largestScaleOf, surgeOf } from "../resources/peak.ts";
import type { Check } from "./check.ts";
import { mergeFindings } from "./merge-findings.ts";

/** Share of the connections that may be planned for: some are always about to be closed. */
const USABLE = 0.85;

/** FF16: the pools of all replicas of a service, during a rollout at its most replicas, fit its database. */
export const connectionBudget: Check = (platform, environments) => {
  const findings = environments.flatMap(({ environment }) => {
    const server = serverOf(environment);
    if (server === undefined) return [];
    return environment.services.flatMap((service) => {
      const { database, name, rollout } = service;
      if (database === undefined) return [];
      const max = largestScaleOf(service);
      const surge = surgeOf(rollout.maxSurge, max);
      const { processes, pool } = database;
      const needed = (max + surge) * processes * pool + OTHER_CONNECTIONS;
      const usable = Math.floor(USABLE * (server.connections - server.reserved));
      if (needed <= usable) return [];
      const params = {
        service: name,
        max,
        surge,
        processes,
        pool,
        others: OTHER_CONNECTIONS,
        needed,
        usable,
        ...server,
      };
      const related = [
        {
          message: "its most replicas",
          location: platform.locateIn(environment.name, ["services", name, "scale", "max"]),
        },
      ];
      const at = platform.locateIn(environment.name, ["services", name, "database", "pool"]);
      return [{ environment: environment.name, params, at, related }];
    });
  });
  return mergeFindings(findings, (params, where) => report("data/connection-budget", params, where));
};

/** What one database of the environment admits; undefined where its class is unknown or missing, which other rules say. */
function serverOf({ database }: Environment): { engine: string; connections: number; reserved: number } | undefined {
  if (database === undefined) return undefined;
  if (database.engine !== "rds") {
    return { engine: database.engine, connections: IN_CLUSTER_MAX_CONNECTIONS, reserved: RESERVED_CONNECTIONS };
  }
  const memory = databaseClasses.get(database.instance ?? "");
  if (memory === undefined) return undefined;
  return {
    engine: database.instance ?? "",
    connections: rdsMaxConnections(memory),
    reserved: RDS_RESERVED_CONNECTIONS,
  };
}
