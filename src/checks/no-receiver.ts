import { compareText } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/registry.ts";
import { fallbackReceiversOf, teamReceiversOf } from "../resources/monitoring/receivers.ts";
import type { Check } from "./check.ts";
import { type Finding, mergeFindings } from "./merge-findings.ts";

/** FF54: whoever answers for something is told of its alerts, or the platform's owner is. */
export const noReceiver: Check = (platform, environments) => {
  const findings = environments.flatMap(({ environment }): Finding<{ team: string; owner: string }>[] => {
    if (fallbackReceiversOf(platform, environment)) return [];
    const told = new Set(teamReceiversOf(platform, environment).map(({ team }) => team));
    const owners = new Set([platform.owner, ...environment.services.map((service) => service.owner)]);
    return [...owners]
      .filter((owner) => !told.has(owner) && platform.teams[owner] !== undefined)
      .toSorted(compareText)
      .map((team) => ({
        environment: environment.name,
        params: { team, owner: platform.owner },
        at: platform.locate(["teams", team], "key"),
      }));
  });
  return mergeFindings(findings, (params, where) => report("alerts/no-receiver", params, where));
};
