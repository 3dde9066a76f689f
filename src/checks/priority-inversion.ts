import { report } from "../diagnostics/registry.ts";
import type { Check } from "./check.ts";
import { mergeFindings } from "./merge-findings.ts";

/** First to be evicted first. */
const ORDER = ["low", "normal", "high", "critical"] as const;

/** FF59: what a service requires is not evicted before it. */
export const priorityInversion: Check = (platform, environments) => {
  const findings = environments.flatMap(({ environment }) => {
    const priorities = new Map(environment.services.map(({ name, priority }) => [name, priority]));
    return environment.services.flatMap(({ name, priority, calls }) =>
      calls.flatMap(({ service, required, origin }) => {
        const callee = priorities.get(service);
        if (!required || callee === undefined || ORDER.indexOf(callee) >= ORDER.indexOf(priority)) return [];
        const location = platform.locateIn(environment.name, ["services", service, "priority"]);
        return [
          {
            environment: environment.name,
            params: { service: name, priority, callee: service, calleePriority: callee },
            at: platform.locate(origin),
            related: [{ message: `${service} is ${callee}`, location }],
          },
        ];
      }),
    );
  });
  return mergeFindings(findings, (params, where) => report("rollout/priority-inversion", params, where));
};
