import type { EnvironmentContext } from "../../../src/resources/kubernetes/context.ts";
import { type SpecParts, tester } from "../../tester.ts";

/** What the values of `prod` are made of; an error of the spec fails the test. */
export function contextOf(
  parts: SpecParts,
  change: (spec: Record<string, never>) => void = () => {},
): EnvironmentContext {
  const spec = JSON.parse(tester.specOf(parts));
  change(spec);
  const { platform, environments, diagnostics } = tester.platform(JSON.stringify(spec));
  const compiled = environments.find(({ environment }) => environment.name === "prod");
  if (platform === undefined || compiled === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
  return { platform, environment: compiled.environment, graph: compiled.graph };
}
