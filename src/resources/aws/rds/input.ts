import { databaseClasses } from "../../../catalog/database-classes.ts";
import { rdsMaxConnections } from "../../../catalog/database-connections.ts";
import type { EnvironmentContext } from "../../kubernetes/context.ts";
import { bool, map, number, object, optional, string, type ValuesOf, variable } from "../types.ts";
import {
  IDENTIFIER_LENGTH,
  isMultiAz,
  isProtected,
  LEAST_STORAGE,
  MOST_STORAGE,
  rdsDatabasesOf,
  retentionDaysOf,
  storageOf,
} from "./settings.ts";

const database = object({ owner: string, storage_gib: number, read_replicas: number });

const settings = object({
  instance_class: optional(string),
  postgresql: optional(string),
  max_connections: optional(number),
  multi_az: optional(bool),
  deletion_protection: optional(bool),
  backup_retention_days: optional(number),
  backup_window: optional(string),
  maintenance_window: optional(string),
});

const inProd = (field: string): string =>
  `var.tier != "prod" || length(var.databases) == 0 || coalesce(var.database_settings.${field}, false)`;

/** The root's variables that say which databases RDS runs. */
export const databaseVariables = {
  databases: variable(map(database), "Services with a PostgreSQL database of their own on RDS.", [
    {
      condition: `alltrue([for database in values(var.databases) : database.storage_gib >= ${LEAST_STORAGE} && database.storage_gib <= ${MOST_STORAGE}])`,
      message: `A database starts with ${LEAST_STORAGE} to ${MOST_STORAGE} GiB, and may grow to twice as much.`,
    },
    {
      condition:
        "alltrue([for database in values(var.databases) : database.read_replicas >= 0 && database.read_replicas <= 5])",
      message: "A database has at most 5 read replicas.",
    },
    {
      condition: `alltrue([for service in keys(var.databases) : can(regex("^[a-z](-?[a-z0-9])*$", service)) && length("\${var.platform}-\${var.environment}-\${service}-db-read-5") <= ${IDENTIFIER_LENGTH}])`,
      message: `With its platform and environment the name of a service is an identifier of RDS: at most ${IDENTIFIER_LENGTH} characters, no two dashes in a row.`,
    },
  ]),
  database_settings: variable(
    settings,
    "What all of these databases have in common: the instances and their PostgreSQL, the connections that RDS admits on them, how they survive, and when RDS works on them (UTC). Empty where there are none.",
    [
      {
        condition:
          "length(var.databases) == 0 || alltrue([for setting in values(var.database_settings) : setting != null])",
        message: "Databases need every one of their settings.",
      },
      { condition: inProd("multi_az"), message: "A database of production fails over to another zone." },
      { condition: inProd("deletion_protection"), message: "A database of production is protected from deletion." },
      {
        condition:
          'length(var.databases) == 0 || (coalesce(var.database_settings.backup_retention_days, 0) >= (var.tier == "prod" ? 30 : 1) && coalesce(var.database_settings.backup_retention_days, 0) <= 35)',
        message: "RDS goes back 1 to 35 days, in production 30 at least.",
      },
    ],
  ),
};

export function databaseValues({ environment }: EnvironmentContext): ValuesOf<typeof databaseVariables> {
  const databases = rdsDatabasesOf(environment);
  const { instance, version, backup, maintenance } = environment.database ?? {};
  if (databases.length === 0 || instance === undefined || version === undefined || backup === undefined)
    return { databases: {}, database_settings: {} };
  return {
    databases: Object.fromEntries(
      databases.map(({ service, database: own }) => [
        service.name,
        { owner: service.owner, storage_gib: storageOf(own), read_replicas: own.readReplicas },
      ]),
    ),
    database_settings: {
      instance_class: instance,
      postgresql: version,
      max_connections: rdsMaxConnections(databaseClasses.get(instance) ?? 0),
      multi_az: isMultiAz(environment),
      deletion_protection: isProtected(environment),
      backup_retention_days: retentionDaysOf(environment),
      backup_window: backup.window,
      maintenance_window: maintenance,
    },
  };
}
