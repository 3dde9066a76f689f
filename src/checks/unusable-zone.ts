import { zonesOfRegion } from "../catalog/zones.ts";
import { report } from "../diagnostics/registry.ts";
import type { Check } from "./check.ts";

/** FF39, the zones: each is listed once and exists in its region, as far as the catalogue knows the region. */
export const unusableZone: Check = (platform, environments) =>
  environments.flatMap(({ environment }) => {
    const { region, zones } = environment.aws;
    const known = zonesOfRegion.get(region);
    return zones.flatMap((zone, index) => {
      const reason = zones.indexOf(zone) < index ? "twice" : known?.includes(zone) === false ? "unknown" : undefined;
      if (reason === undefined) return [];
      const params = { environment: environment.name, region, zone, reason, known: [...(known ?? "")] } as const;
      return [
        report("network/unusable-zone", params, {
          at: platform.locate([...environment.origin, "aws", "zones", index]),
        }),
      ];
    });
  });
