import { DbParameterGroup } from "@cdktn/provider-aws/lib/db-parameter-group/index.js";
import { declare, of, type Scope } from "../cdktn.ts";
import { ANY } from "./any.ts";

/**
 * What PostgreSQL is told on RDS, each value in the unit in which RDS wants it. What is logged is what the engines in
 * the cluster log (`databases/server-settings.ts`), and changes of the schema besides. `max_connections` is left to
 * RDS, whose formula the connection budget counts with (FF16).
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Parameters.html
 * @see https://github.com/awsdocs/amazon-aurora-user-guide AuroraPostgreSQL.Reference.ParameterGroups.md, for the units
 */
export const PARAMETERS = {
  "rds.force_ssl": "1",
  shared_preload_libraries: "pg_stat_statements",
  log_checkpoints: "1",
  log_lock_waits: "1",
  // Milliseconds.
  log_min_duration_statement: "1000",
  // Bytes: statements without the values that they are called with.
  log_parameter_max_length: "0",
  log_statement: "ddl",
  // Kilobytes.
  log_temp_files: "10240",
} as const;

/** Read when the server starts; AWS tells a change of the others to a running one. */
const AT_START: readonly string[] = ["shared_preload_libraries"];

export function parameters(scope: Scope): void {
  declare(
    scope,
    DbParameterGroup,
    "this",
    {
      count: ANY,
      name: "${var.name}-postgres${var.database_settings.postgresql}",
      family: "postgres${var.database_settings.postgresql}",
      description: "PostgreSQL of ${var.name}",
      parameter: Object.entries(PARAMETERS).map(([name, value]) => ({
        name,
        value,
        ...(AT_START.includes(name) && { applyMethod: "pending-reboot" }),
      })),
      lifecycle: { createBeforeDestroy: true },
    },
    "Named after the major version, so that the group of the next one is there before an instance moves on to it.",
  );
}

export const PARAMETER_GROUP = of("aws_db_parameter_group.this[0].name");
