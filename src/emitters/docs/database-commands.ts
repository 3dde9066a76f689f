import { databaseOf, namespaceOf } from "../../naming/names.ts";
import type { ServiceDocsContext } from "./context.ts";

/** What RDS calls the database of a service; Terraform's module says the same. */
export const identifierOf = ({
  platform,
  environment,
  service,
}: Pick<ServiceDocsContext, "platform" | "environment" | "service">): string =>
  `${namespaceOf(platform.name, environment.name)}-${databaseOf(service.name)}`;
