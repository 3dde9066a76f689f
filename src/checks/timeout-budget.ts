import { report } from "../diagnostics/registry.ts";
import type { Check } from "./check.ts";
import { type Finding, mergeFindings } from "./merge-findings.ts";

interface Params {
  readonly caller: string;
  readonly service: string;
  readonly callee: string;
  readonly timeout: number;
  readonly attempts: number;
  readonly parentTimeout: number;
}

/**
 * FF57: a service is done with all attempts of a call before its own caller gives up on it. Calls within a circle are
 * left out: around it no order of timeouts would satisfy all.
 */
export const timeoutBudget: Check = (platform, environments) => {
  const findings = environments.flatMap(({ environment, graph }): Finding<Params>[] => {
    const calls = environment.services.flatMap((service) =>
      service.calls.map((call) => ({ ...call, caller: service.name })),
    );
    const callsTo = Map.groupBy(calls, (call) => call.service);
    return calls.flatMap((child): Finding<Params>[] => {
      const attempts = 1 + child.retries;
      const parents = callsTo.get(child.caller) ?? [];
      if (graph.isWithinCircle(child.caller, child.service)) return [];
      // The most impatient caller decides; the others are right once it is.
      const [parent] = parents
        .filter(({ caller }) => !graph.isWithinCircle(caller, child.caller))
        .toSorted((a, b) => a.timeout - b.timeout);
      if (parent === undefined || child.timeout * attempts < parent.timeout) return [];
      return [
        {
          environment: environment.name,
          params: {
            caller: parent.caller,
            service: child.caller,
            callee: child.service,
            timeout: child.timeout,
            attempts,
            parentTimeout: parent.timeout,
          },
          at: platform.locate(child.origin),
          related: [
            { message: `${parent.caller} gives up on ${child.caller} here`, location: platform.locate(parent.origin) },
          ],
          // Without a required callee the service can still answer in time, if it is written so. And where nobody wrote a
          // timeout, both wait for the same default: a race that a person should settle, not one that is lost for sure.
          lenient: !child.required || child.timeout * attempts === parent.timeout,
        },
      ];
    });
  });
  return mergeFindings(findings, (params, where) => report("network/timeout-budget", params, where));
};
