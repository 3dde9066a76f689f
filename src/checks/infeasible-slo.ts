import { FASTEST_BURN } from "../catalog/burn-rates.ts";
import { report } from "../diagnostics/registry.ts";
import type { Check } from "./check.ts";
import { type Finding, mergeFindings } from "./merge-findings.ts";

interface Params {
  readonly service: string;
  readonly what: string;
  readonly objective: number;
  readonly factor: number;
}

/** FF53: the share of failures at which the fastest page fires is one that can be reached. */
export const infeasibleSlo: Check = (platform, environments) => {
  const findings = environments.flatMap(({ environment }) =>
    environment.services.flatMap(({ name, slo }): Finding<Params>[] => {
      if (slo === undefined) return [];
      const objectives = [
        { what: "availability", objective: slo.availability, path: ["availability"] },
        ...(slo.latency
          ? [{ what: "latency target", objective: slo.latency.target, path: ["latency", "target"] }]
          : []),
      ];
      return objectives
        .filter(({ objective }) => (FASTEST_BURN * (100 - objective)) / 100 >= 1)
        .map(({ what, objective, path }) => ({
          environment: environment.name,
          params: { service: name, what, objective, factor: FASTEST_BURN },
          at: platform.locateIn(environment.name, ["services", name, "slo", ...path]),
        }));
    }),
  );
  return mergeFindings(findings, (params, where) => report("slo/infeasible", params, where));
};
