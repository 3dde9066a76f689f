import fc from "fast-check";
import { expect, test } from "vitest";
import type { CompileResult } from "../../src/compiler.ts";
import { serviceNode } from "../../src/graph/graph.ts";
import { type SpecData, spec, specText } from "../arbitraries/spec.ts";
import { bodiesOf, compileTexts } from "./compiled.ts";

const CASES = 120;

/** Changes of one service that leave the spec valid. */
const changes: readonly ((service: Record<string, unknown>) => Record<string, unknown>)[] = [
  (service) => ({ ...service, port: service.port === 8181 ? 8282 : 8181 }),
  (service) => ({ ...service, config: { ...(service.config as object), ADDED_HERE: "yes" } }),
  (service) => ({ ...service, resources: { ...(service.resources as object), cpu: "333m" } }),
  (service) => ({ ...service, egress: ["changed.partner.example:8443"] }),
  (service) => ({ ...service, priority: service.priority === "high" ? "low" : "high" }),
  (service) => ({ ...service, calls: [] }),
  (service) => ({ ...service, health: { ready: "/changed", live: "/also" } }),
  (service) => ({ ...service, owner: service.owner === "crew" ? "sales" : "crew" }),
];

test(`law 10: a change of one service changes files of it and of its neighbours (${CASES} random specs)`, () => {
  let touched = 0;
  fc.assert(
    fc.property(spec, fc.nat(), fc.constantFrom(...changes), (data, pick, change) => {
      const names = Object.keys(data.services);
      const name = names[pick % names.length] as string;
      const before = compileTexts({ "specs/platform.yaml": specText(data) });
      const after = compileTexts({ "specs/platform.yaml": specText(changed(data, name, change)) });
      if (after.files === undefined) return;
      const [old, now] = [bodiesOf(before), bodiesOf(after)];
      const different = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
        (path) => old[path] !== now[path],
      );
      const allowed = new Set([...neighbours(before, name), ...neighbours(after, name)]);
      const callers = new Set([...above(before, name), ...above(after, name)]);
      expect(different.filter((path) => !isAllowed(path, allowed, callers))).toEqual([]);
      touched += different.length;
    }),
    { numRuns: CASES },
  );
  expect(touched).toBeGreaterThan(CASES);
});

function changed(data: SpecData, name: string, change: (typeof changes)[number]): SpecData {
  return { ...data, services: { ...data.services, [name]: change({ ...data.services[name] }) } };
}

/** The service and what shares an edge with it, in any environment. */
function neighbours({ environments }: CompileResult, name: string): string[] {
  const node = serviceNode(name);
  const ends = environments.flatMap(({ graph }) => [
    ...graph.from(node).map(({ to }) => to),
    ...graph.to(node).map(({ from }) => from),
  ]);
  return [name, ...ends.filter((end) => end.startsWith("service:")).map((end) => end.slice("service:".length))];
}

/** What calls a service, directly or not. */
function above({ environments }: CompileResult, name: string): Set<string> {
  const found = new Set([name]);
  for (const { graph } of environments) {
    for (const node of found) {
      for (const { kind, from } of graph.to(serviceNode(node)))
        if (kind === "calls") found.add(from.slice("service:".length));
    }
  }
  return found;
}

/** A unit of a service: its own, its database's or its messaging's. */
const UNIT = /^(?:generated\/kubernetes|envs\/\w+)\/(?:databases\/|messaging\/)?([\w-]+)\//;
/** Its rules and their tests, its dashboard; one for all environments or one for each. */
const WATCHED =
  /^generated\/monitoring\/(?:rules|tests|dashboards)\/(?:databases\/|messaging\/|\w+\/)?([\w-]+)(?:\.\w+)?\.(?:yaml|json)$/;
/** What its image is built from. */
const IMAGE = /^generated\/docker\/([\w-]+)\//;
/** Its page in an environment, which says what it needs and who needs it. */
const RUNBOOK = /^generated\/docs\/environments\/\w+\/services\/([\w-]+)\/README\.md$/;
/** What its own code knows of it and of its neighbours. */
const CONTRACT = /^generated\/contracts\/([\w-]+)\.(?:ts|json)$/;

/**
 * Every service's peak counts in its namespace's quota and limits, so it is a neighbour of those two objects; what the
 * namespace may hold at all stands in the AppProject; what AWS holds of it stands in the values of Terraform; and a wave is the height above everything that is called.
 */
function isAllowed(path: string, services: ReadonlySet<string>, callers: ReadonlySet<string>): boolean {
  const bound =
    /^(?:generated\/kubernetes|envs\/\w+)\/platform\/(?:resource-quota[\w-]*|limit-range[\w-]*|kustomization|namespace[\w-]*|secret-store[\w-]*)\.yaml$/;
  // A picture of the whole needs the whole, and so does the order in which everything comes back.
  if (/^generated\/docs\/environments\/\w+\/(?:architecture|recovery)\.md$/.test(path)) return true;
  // The values of an environment are one file, a few lines for each service.
  if (/^terraform\/environments\/\w+\.tfvars$/.test(path)) return true;
  if (bound.test(path) || /^argocd\/\w+\/project\.yaml$/.test(path)) return true;
  const application = /^argocd\/\w+\/applications\/([\w-]+)\.yaml$/.exec(path)?.[1];
  if (application !== undefined) return callers.has(application);
  const unit = [UNIT, WATCHED, IMAGE, RUNBOOK, CONTRACT]
    .map((kind) => kind.exec(path)?.[1])
    .find((name) => name !== undefined);
  return unit !== undefined && services.has(unit);
}
