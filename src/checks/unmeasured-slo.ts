import { report } from "../diagnostics/registry.ts";
import type { Check } from "./check.ts";
import { type Finding, mergeFindings } from "./merge-findings.ts";

/** FF53: what a service promises is counted from its metrics, so it has some. */
export const unmeasuredSlo: Check = (platform, environments) => {
  const findings = environments.flatMap(({ environment }) =>
    environment.services
      .filter(({ slo, metrics }) => slo !== undefined && metrics === undefined)
      .map(
        ({ name }): Finding<{ service: string }> => ({
          environment: environment.name,
          params: { service: name },
          at: platform.locateIn(environment.name, ["services", name, "slo"], "key"),
        }),
      ),
  );
  return mergeFindings(findings, (params, where) => report("slo/unmeasured", params, where));
};
