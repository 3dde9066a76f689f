import { parse } from "yaml";
import { argocd } from "../../../src/emitters/argocd/index.ts";
import type { CompiledEnvironment, EmitContext } from "../../../src/emitters/emitter.ts";
import type { Environment, Platform } from "../../../src/model/platform.ts";
import type { DesiredUnit, KubernetesObject } from "../../../src/resources/desired.ts";
import { tester } from "../../tester.ts";

type Services = Readonly<Record<string, Record<string, unknown>>>;

/** An object that has nothing but a kind and a name. */
export const object = (type: string, name: string, namespace?: string): KubernetesObject => {
  const [, apiVersion = "", kind = ""] = /^(.*)\/([^/]+)$/.exec(type) ?? [];
  return { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) } };
};

/** Compiled once: the units are replaced anyway. */
const platforms = new Map<string, { platform: Platform; compiled: CompiledEnvironment }>();

function platformOf(services: string) {
  const known = platforms.get(services);
  if (known !== undefined) return known;
  const { platform, environments, diagnostics } = tester.platform(tester.specOf({ services: JSON.parse(services) }));
  const [compiled] = environments;
  if (platform === undefined || compiled === undefined) throw new Error(JSON.stringify(diagnostics));
  platforms.set(services, { platform, compiled });
  return { platform, compiled };
}

/** The platform `shop` with one environment `prod`, its own units replaced by hand-made ones. */
export function contextWith(
  units: Readonly<Record<string, readonly KubernetesObject[]>>,
  { services = { web: {} }, environment = {} }: { services?: Services; environment?: Partial<Environment> } = {},
): EmitContext {
  const { platform, compiled } = platformOf(JSON.stringify(services));
  const desired = Object.entries(units).map(
    ([name, objects]): DesiredUnit => ({ name, environment: "prod", objects, origin: ["services", name] }),
  );
  const replaced: CompiledEnvironment = {
    ...compiled,
    environment: { ...compiled.environment, ...environment },
    units: desired,
  };
  return { platform, environments: [replaced], fileOf: (path) => `${path.join("-")}.yaml` };
}

/** What is written, parsed, by path. Fields are the test's business. */
// biome-ignore lint/suspicious/noExplicitAny: a test that reads a wrong field fails
export function emitted(context: EmitContext): Readonly<Record<string, any>> {
  const { value, diagnostics } = argocd.emit(context);
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return Object.fromEntries(value.map(({ path, body }) => [path, parse(body)]));
}

/** Those of what is emitted that are Applications of units, not of operators or roots. */
export const applicationsOfUnits = (files: ReturnType<typeof emitted>) =>
  Object.entries(files).filter(([path]) => /\/applications\/(?!operators\/)/.test(path));
