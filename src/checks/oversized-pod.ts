import { report } from "../diagnostics/registry.ts";
import { capacityOf } from "../model/capacity.ts";
import { containerResourcesOf } from "../resources/peak.ts";
import type { Check } from "./check.ts";
import { type Finding, mergeFindings } from "./merge-findings.ts";
import { cores, gibibytes } from "./quantities.ts";

interface Params {
  readonly service: string;
  readonly needed: string;
  readonly largest: string;
}

/** FF06, the single pod: each service's pod fits on an empty node of at least one group. */
export const oversizedPod: Check = (platform, environments) => {
  const findings = environments.flatMap(({ environment }): Finding<Params>[] => {
    const groups = capacityOf(environment) ?? [];
    if (groups.length === 0) return [];
    return environment.services.flatMap((service) => {
      const { cpuRequest, memoryRequest, ephemeralRequest } = containerResourcesOf(service);
      const fits = groups.some(
        ({ perNode }) =>
          cpuRequest <= perNode.cpu && memoryRequest <= perNode.memory && ephemeralRequest <= perNode.ephemeralStorage,
      );
      if (fits) return [];
      const needed = [cores(cpuRequest), gibibytes(memoryRequest), `${gibibytes(ephemeralRequest)} of storage`];
      const largest = groups.map(
        ({ name, instance, perNode }) =>
          `${name} (${instance.name}) has ${cores(perNode.cpu)}, ${gibibytes(perNode.memory)} and ${gibibytes(perNode.ephemeralStorage)} of storage`,
      );
      return [
        {
          environment: environment.name,
          params: { service: service.name, needed: needed.join(", "), largest: largest.join("; ") },
          at: platform.locateIn(environment.name, ["services", service.name, "resources"], "key"),
        },
      ];
    });
  });
  return mergeFindings(findings, (params, where) => report("rollout/oversized-pod", params, where));
};
