import type { HostStep, StepHook } from "./host.ts";
import { asProblem } from "./host-problem.ts";

/** Runs one change with its hook on both sides; an error of either is a problem of that path. */
export function runStep<T>(
  onStep: StepHook | undefined,
  operation: HostStep["operation"],
  path: string,
  change: () => T,
): T {
  return asProblem(path, () => {
    onStep?.({ phase: "before", operation, path });
    const result = change();
    onStep?.({ phase: "after", operation, path });
    return result;
  });
}
