import type { Location, SpecPath } from "../diagnostics/diagnostic.ts";
import type { EnvironmentSpec } from "../schema/environment.ts";
import type { PlatformSpec, ReleaseSpec, TeamSpec } from "../schema/platform.ts";
import type { HostAndPort } from "../schema/scalars.ts";
import type { ServiceSpec } from "../schema/service.ts";
import type { TopicSpec } from "../schema/topic.ts";
import type { ZoneSubnets } from "./network.ts";

/** A call with its defaults. Times in milliseconds. */
export interface Call {
  readonly service: string;
  readonly timeout: number;
  readonly retries: number;
  readonly required: boolean;
  /** Where it is declared. */
  readonly origin: SpecPath;
}

export interface Publication {
  readonly topic: string;
  readonly exactlyOnce: boolean;
  readonly origin: SpecPath;
}

export interface Consumption {
  readonly topic: string;
  readonly group: string;
  readonly origin: SpecPath;
}

export interface SecretReference {
  readonly name: string;
  /** Milliseconds. */
  readonly rotate?: number;
  readonly origin: SpecPath;
}

export interface Egress extends HostAndPort {
  readonly origin: SpecPath;
}

/** A service as one environment runs it: defaults applied, overrides merged, references resolved, lists in one order. */
export interface Service
  extends Omit<
    ServiceSpec,
    "calls" | "publishes" | "consumes" | "secrets" | "egress" | "config" | "metrics" | "database"
  > {
  readonly name: string;
  readonly calls: readonly Call[];
  readonly publishes: readonly Publication[];
  readonly consumes: readonly Consumption[];
  readonly secrets: readonly SecretReference[];
  readonly egress: readonly Egress[];
  readonly config: Readonly<Record<string, string>>;
  readonly metrics: { readonly path: string; readonly port: number } | undefined;
  readonly database: (NonNullable<ServiceSpec["database"]> & { readonly readReplicas: number }) | undefined;
  readonly release: ReleaseSpec;
  readonly origin: SpecPath;
}

export interface Topic extends TopicSpec {
  readonly name: string;
  readonly origin: SpecPath;
}

/** Where an environment lives, with the defaults of its tier. */
export interface Aws extends Omit<EnvironmentSpec["aws"], "nat" | "interfaceEndpoints"> {
  readonly nat: "zone" | "single";
  readonly interfaceEndpoints: boolean;
}

/** One environment, resolved. */
export interface Environment extends Omit<EnvironmentSpec, "overrides" | "gitops" | "aws"> {
  readonly name: string;
  readonly namespace: string;
  readonly observabilityNamespace: string;
  readonly aws: Aws;
  readonly gitops: EnvironmentSpec["gitops"] & { readonly revision: string };
  readonly subnets: readonly ZoneSubnets[];
  /** In code-unit order of their names. */
  readonly services: readonly Service[];
  readonly topics: readonly Topic[];
  readonly origin: SpecPath;
}

/** The resolved platform: what every later pass reads. */
export interface Platform {
  readonly name: string;
  readonly owner: string;
  readonly gitops: PlatformSpec["gitops"];
  /** Whether `terraform/` is written. */
  readonly terraform: boolean;
  readonly teams: Readonly<Record<string, TeamSpec>>;
  /** Data that may be lost, by environment. */
  readonly removed: PlatformSpec["removed"];
  /** In code-unit order of their names. */
  readonly environments: readonly Environment[];
  /** False where a definition was left out because of an error. */
  readonly complete: boolean;
  /** The place of a value. */
  locate(path: SpecPath, on?: "key" | "value"): Location;
  /** The place of a value of a service or topic as one environment has it: in its overrides, where they say it. */
  locateIn(environment: string, path: SpecPath, on?: "key" | "value"): Location;
}
