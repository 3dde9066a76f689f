import { rdsCertificates } from "../catalog/rds-certificates.ts";
import type { Location } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import {
  IDENTIFIER_LENGTH,
  longestIdentifierOf,
  MOST_STORAGE,
  rdsDatabasesOf,
  storageOf,
} from "../resources/aws/rds/settings.ts";
import type { Check } from "./check.ts";

/** What RDS makes of the spec's names and sizes is something that RDS takes. */
export const rdsLimits: Check = (platform, environments) =>
  environments.flatMap(({ environment }) => {
    const { name, aws } = environment;
    const databases = rdsDatabasesOf(environment);
    const refuse = (problem: string, remedy: string, at: Location) =>
      report("data/rds-limits", { environment: name, problem, remedy }, { at });
    const ofEach = databases.flatMap((entry) => {
      const { service, database } = entry;
      const identifier = longestIdentifierOf(platform.name, name, entry);
      const nameAt = platform.locate(service.origin, "key");
      return [
        ...(identifier.length > IDENTIFIER_LENGTH
          ? [
              refuse(
                `the database of ${service.name} would be ${identifier}, of ${identifier.length} characters where RDS takes ${IDENTIFIER_LENGTH}`,
                "Shorten the service's name, or the platform's or the environment's.",
                nameAt,
              ),
            ]
          : []),
        ...(identifier.includes("--")
          ? [
              refuse(
                `the database of ${service.name} would be ${identifier}, and RDS takes no two dashes in a row`,
                "Write the name with single dashes.",
                platform.name.includes("--") ? platform.locate(["metadata", "name"]) : nameAt,
              ),
            ]
          : []),
        ...(storageOf(database) > MOST_STORAGE
          ? [
              refuse(
                `the database of ${service.name} starts with ${storageOf(database)} GiB, so it cannot double within the 64 TiB of RDS`,
                `Write a size of at most ${MOST_STORAGE / 1024}Ti.`,
                platform.locateIn(name, [...service.origin, "database", "size"]),
              ),
            ]
          : []),
      ];
    });
    const isKnown = databases.length === 0 || rdsCertificates.has(aws.region);
    if (isKnown) return ofEach;
    const known = [...rdsCertificates.keys()].join(", ");
    const at = platform.locate([...environment.origin, "aws", "region"]);
    const problem = `nothing is known of who signs the certificates of databases in ${aws.region}`;
    return [...ofEach, refuse(problem, `Take another engine than rds, or a region of: ${known}.`, at)];
  });
