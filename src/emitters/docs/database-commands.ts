import { instanceLabels } from "../../catalog/postgresql.ts";
import type { Environment } from "../../model/platform.ts";
import { selectorLabels } from "../../naming/labels.ts";
import { databaseOf, namespaceOf } from "../../naming/names.ts";
import type { ServiceDocsContext } from "./context.ts";

/** What RDS calls the database of a service; Terraform's module says the same. */
export const identifierOf = ({
  platform,
  environment,
  service,
}: Pick<ServiceDocsContext, "platform" | "environment" | "service">): string =>
  `${namespaceOf(platform.name, environment.name)}-${databaseOf(service.name)}`;

/**
 * Finds the pods and volumes of a database that runs in the cluster, by what CloudNativePG or the StatefulSet labels them.
 *
 * @param database name of the Cluster or StatefulSet, or what a shell makes it of
 */
export const serverPodsOf = ({ database: engine }: Environment, database: string): string => {
  const labels = engine?.engine === "cnpg" ? instanceLabels(database) : selectorLabels(database);
  return `-l "${Object.entries(labels)
    .map(([label, value]) => `${label}=${value}`)
    .join(",")}"`;
};
