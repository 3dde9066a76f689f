import { report } from "../diagnostics/registry.ts";
import type { Check } from "./check.ts";
import { mergeFindings } from "./merge-findings.ts";

/** FF13: liveness and readiness are different questions, so they have different paths. */
export const identicalProbes: Check = (platform, environments) => {
  const findings = environments.flatMap(({ environment }) =>
    environment.services
      .filter(({ health }) => health.ready === health.live)
      .map(({ name, health }) => ({
        environment: environment.name,
        params: { service: name, path: health.live },
        at: platform.locateIn(environment.name, ["services", name, "health", "live"]),
      })),
  );
  return mergeFindings(findings, (params, where) => report("health/identical-probes", params, where));
};
