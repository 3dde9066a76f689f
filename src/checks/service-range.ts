import { SERVICE_CIDR_PREFIXES } from "../catalog/eks-nodes.ts";
import { report } from "../diagnostics/registry.ts";
import { containsCidr, formatCidr, PRIVATE_RANGES } from "../schema/cidr.ts";
import type { Check } from "./check.ts";

/** FF39: EKS takes a private range for Services, neither larger nor smaller than it can use. */
export const serviceRange: Check = (platform, environments) =>
  environments.flatMap(({ environment }) => {
    const { serviceCidr } = environment.cluster;
    const { shortest, longest } = SERVICE_CIDR_PREFIXES;
    const isPrivate = PRIVATE_RANGES.some((range) => containsCidr(range, serviceCidr));
    if (isPrivate && serviceCidr.prefix >= shortest && serviceCidr.prefix <= longest) return [];
    const at = platform.locate([...environment.origin, "cluster", "serviceCidr"]);
    return [report("network/service-range", { cidr: formatCidr(serviceCidr), shortest, longest }, { at })];
  });
