import { report } from "../diagnostics/registry.ts";
import type { Service } from "../model/platform.ts";
import type { Check } from "./check.ts";
import { type Finding, mergeFindings } from "./merge-findings.ts";

/** Fewest replicas in production: one pod less during a drain must not be an outage. */
const PROD_MIN = 2;

/** FF04: `scale.min` is at most `scale.max`, and in production at least two. */
export const replicaBounds: Check = (platform, environments) => {
  const findings = environments.flatMap(({ environment }) => {
    const finding = ({ name, scale }: Service, reason: "reversed" | "single", field: "min" | "max") => ({
      environment: environment.name,
      params: { service: name, min: scale.min, max: scale.max, reason },
      at: platform.locateIn(environment.name, ["services", name, "scale", field]),
    });
    return environment.services.flatMap((service): Finding<ReturnType<typeof finding>["params"]>[] => [
      ...(service.scale.min > service.scale.max ? [finding(service, "reversed", "max")] : []),
      ...(environment.tier === "prod" && service.scale.min < PROD_MIN ? [finding(service, "single", "min")] : []),
    ]);
  });
  return mergeFindings(findings, (params, where) => report("rollout/replica-bounds", params, where));
};
