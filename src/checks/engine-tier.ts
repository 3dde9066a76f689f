import type { Diagnostic, SpecPath } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import { DAY, formatDuration } from "../schema/quantity.ts";
import type { Check } from "./check.ts";

/** Instances with which CloudNativePG keeps a quorum when one is lost. */
const PROD_INSTANCES = 3;
const PROD_RETENTION = 30 * DAY;

/** FF22: production's engine fails over and its backups go back a month; each engine has what it needs and nothing it cannot do. */
export const engineTier: Check = (platform, environments) =>
  environments.flatMap(({ environment }) => {
    const { database, name, services, tier } = environment;
    if (database === undefined) return [];
    const { engine, instance, instances, readReplicas, backup } = database;
    const found: Diagnostic[] = [];
    const here = (field: string): SpecPath => [...environment.origin, "database", field];
    const refuse = (problem: string, remedy: string, at = platform.locate(here("engine"))) =>
      found.push(report("data/engine-tier", { environment: name, problem, remedy }, { at }));

    if (engine === "rds" && instance === undefined) {
      refuse('engine "rds" has no instance class', "Add database.instance, such as db.m7g.large.");
    }
    if (engine === "statefulset" && readReplicas > 0) {
      const at = platform.locate(here("readReplicas"));
      refuse(
        `engine "statefulset" cannot have ${readReplicas} read replicas`,
        "Remove readReplicas, or write engine: cnpg or rds.",
        at,
      );
    }
    for (const { name: service, database: own } of engine === "statefulset" && readReplicas === 0 ? services : []) {
      if (own === undefined || own.readReplicas === 0) continue;
      const at = platform.locateIn(name, ["services", service, "database", "readReplicas"]);
      const problem = `engine "statefulset" cannot have the ${own.readReplicas} read replicas of ${service}`;
      refuse(
        problem,
        `Override services.${service}.database.readReplicas with 0 there, or write engine: cnpg or rds.`,
        at,
      );
    }
    if (tier !== "prod") return found;
    if (engine === "statefulset") {
      refuse('production runs on engine "statefulset", one replica without failover', "Write engine: rds or cnpg.");
    }
    if (engine === "cnpg" && instances < PROD_INSTANCES) {
      const at = platform.locate(here("instances"));
      refuse(
        `production has ${instances} of ${PROD_INSTANCES} CloudNativePG instances`,
        `Write instances: ${PROD_INSTANCES} or more.`,
        at,
      );
    }
    if (backup.retention < PROD_RETENTION) {
      const at = platform.locate([...here("backup"), "retention"]);
      refuse(
        `production keeps its backups for ${formatDuration(backup.retention)}, less than 30d`,
        "Write backup.retention: 30d or more.",
        at,
      );
    }
    return found;
  });
