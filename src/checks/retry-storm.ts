import { report } from "../diagnostics/registry.ts";
import type { Call } from "../model/platform.ts";
import type { Check } from "./check.ts";
import { type Finding, mergeFindings } from "./merge-findings.ts";

/** Attempts that one request may become on its way. */
const MOST_ATTEMPTS = 4;

interface Arrival {
  readonly attempts: number;
  readonly way: readonly string[];
}

interface Params {
  readonly way: readonly string[];
  readonly attempts: number;
  readonly most: number;
}

/** FF57, the product: the attempts along a path multiply, and with them the load on what is failing already. */
export const retryStorm: Check = (platform, environments) => {
  const findings = environments.flatMap(({ environment, graph }) => {
    const services = new Map(environment.services.map((service) => [service.name, service]));
    const worst = new Map<string, Arrival>();
    const found: Finding<Params>[] = [];
    // Callers first; within a circle the product has no end, and the circle's own retries are not counted.
    for (const name of graph.order.toReversed().flat()) {
      const here = worst.get(name) ?? { attempts: 1, way: [name] };
      for (const call of (services.get(name)?.calls ?? []) as readonly Call[]) {
        if (graph.isWithinCircle(name, call.service)) continue;
        const arrival = { attempts: here.attempts * (1 + call.retries), way: [...here.way, call.service] };
        if (arrival.attempts > (worst.get(call.service)?.attempts ?? 0)) worst.set(call.service, arrival);
        // Said once, where the product crosses the limit.
        if (arrival.attempts <= MOST_ATTEMPTS || here.attempts > MOST_ATTEMPTS) continue;
        found.push({
          environment: environment.name,
          params: { way: arrival.way, attempts: arrival.attempts, most: MOST_ATTEMPTS },
          at: platform.locate(call.origin),
        });
      }
    }
    return found;
  });
  return mergeFindings(findings, (params, where) => report("network/retry-storm", params, where));
};
