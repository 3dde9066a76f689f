import { report } from "../diagnostics/registry.ts";
import { isMultiAz, isProtected, rdsDatabasesOf } from "../resources/aws/rds/settings.ts";
import type { Check } from "./check.ts";

/** FF56: nobody switches off what makes production's databases survive. The rest of it is not the spec's to say. */
export const rdsInvariants: Check = (platform, environments) =>
  environments.flatMap(({ environment }) => {
    if (environment.tier !== "prod" || rdsDatabasesOf(environment).length === 0) return [];
    const broken = [
      ...(isMultiAz(environment) ? [] : ["multiAz"]),
      ...(isProtected(environment) ? [] : ["deletionProtection"]),
    ];
    return broken.map((field) =>
      report(
        "data/rds-invariants",
        { environment: environment.name, field: `database.${field}` },
        { at: platform.locate([...environment.origin, "database", field]) },
      ),
    );
  });
