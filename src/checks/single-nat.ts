import { report } from "../diagnostics/registry.ts";
import type { Check } from "./check.ts";

/** FF37: in production the private subnets of each zone leave through a NAT gateway of that zone. */
export const singleNat: Check = (platform, environments) =>
  environments
    .filter(({ environment: { tier, aws } }) => tier === "prod" && aws.nat === "single")
    .map(({ environment: { name, origin } }) =>
      report("network/single-nat", { environment: name }, { at: platform.locate([...origin, "aws", "nat"]) }),
    );
