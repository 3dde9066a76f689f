import { BUDGET_WINDOW, LONGEST_BURN_WINDOW } from "../catalog/burn-rates.ts";
import { report } from "../diagnostics/registry.ts";
import { formatDuration } from "../schema/quantity.ts";
import type { Check } from "./check.ts";

/**
 * FF53: Prometheus keeps samples for as long as the alerts on SLOs look back, and in production for as long as a budget
 * lasts; elsewhere the budget is that of the time that is kept.
 */
export const shortRetention: Check = (platform, environments) =>
  environments.flatMap(({ environment: { name, tier, monitoring, services, origin } }) => {
    const promising = services.find(({ slo }) => slo !== undefined);
    const isTooShort = monitoring.retention < LONGEST_BURN_WINDOW;
    const window = isTooShort ? LONGEST_BURN_WINDOW : BUDGET_WINDOW;
    if (promising === undefined || monitoring.retention >= window || (!isTooShort && tier !== "prod")) return [];
    const diagnostic = report(
      "slo/short-retention",
      {
        environment: name,
        service: promising.name,
        retention: formatDuration(monitoring.retention),
        window: formatDuration(window),
        isTooShort,
      },
      { at: platform.locate([...origin, "monitoring", "retention"]) },
    );
    return isTooShort ? [diagnostic] : [{ ...diagnostic, severity: "warning" as const }];
  });
