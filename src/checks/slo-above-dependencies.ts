import { report } from "../diagnostics/registry.ts";
import type { Check } from "./check.ts";
import { mergeFindings } from "./merge-findings.ts";

/** FF53, the product: a service promises no more than the services it requires promise together. */
export const sloAboveDependencies: Check = (platform, environments) => {
  const findings = environments.flatMap(({ environment }) => {
    const promised = new Map(environment.services.map(({ name, slo }) => [name, slo?.availability]));
    return environment.services.flatMap(({ name, slo, calls }) => {
      if (slo === undefined) return [];
      const needed = calls.flatMap(({ service, required }) => {
        const availability = promised.get(service);
        return required && availability !== undefined ? [{ service, availability }] : [];
      });
      const product = needed.reduce((rest, { availability }) => (rest * availability) / 100, 100);
      // The percentages are decimal fractions, their product is not exact.
      if (slo.availability <= product + 1e-9) return [];
      const params = {
        service: name,
        availability: slo.availability,
        needed,
        product: Math.floor(product * 1000) / 1000,
      };
      const at = platform.locateIn(environment.name, ["services", name, "slo", "availability"]);
      return [{ environment: environment.name, params, at }];
    });
  });
  return mergeFindings(findings, (params, where) => report("slo/above-dependencies", params, where));
};
