import type { Diagnostic, SpecPath } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import { type Cidr, formatCidr, overlapsCidr } from "../schema/cidr.ts";
import type { Check } from "./check.ts";

interface Range {
  readonly what: string;
  readonly kind: "vpc" | "service";
  readonly cidr: Cidr;
  readonly path: SpecPath;
}

/**
 * FF39: no VPC shares addresses with another one or with the Services of any cluster. Ranges of Services may be equal
 * to each other: no packet to one leaves its cluster.
 */
export const cidrOverlap: Check = (platform, environments) => {
  const ranges = environments.flatMap(({ environment: { name, origin, aws, cluster } }): Range[] => [
    { what: `the VPC of ${name}`, kind: "vpc", cidr: aws.cidr, path: [...origin, "aws", "cidr"] },
    {
      what: `the Services of ${name}`,
      kind: "service",
      cidr: cluster.serviceCidr,
      path: [...origin, "cluster", "serviceCidr"],
    },
  ]);
  const diagnostics: Diagnostic[] = [];
  for (const [index, other] of ranges.entries()) {
    for (const range of ranges.slice(index + 1)) {
      if ((range.kind === "service" && other.kind === "service") || !overlapsCidr(range.cidr, other.cidr)) continue;
      const params = {
        what: range.what,
        cidr: formatCidr(range.cidr),
        other: other.what,
        otherCidr: formatCidr(other.cidr),
      };
      const related = [{ message: other.what, location: platform.locate(other.path) }];
      diagnostics.push(report("network/cidr-overlap", params, { at: platform.locate(range.path), related }));
    }
  }
  return diagnostics;
};
