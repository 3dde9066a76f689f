import type { SpecPath } from "../diagnostics/diagnostic.ts";

/** `service` and `database` and `topic` by name, `host` by `name:port`, and the parts of the platform every service may meet. */
export type NodeId =
  | `service:${string}`
  | `database:${string}`
  | `topic:${string}`
  | `host:${string}`
  | "internet"
  | "dns"
  | "prometheus";

export type EdgeKind = "calls" | "publishes" | "consumes" | "stores" | "exposes" | "egress" | "resolves" | "scrapes";

/** One dependency: `from` opens the connection. */
export interface Edge {
  readonly kind: EdgeKind;
  readonly from: NodeId;
  readonly to: NodeId;
  /** The TCP port that is reached; topics are reached through the brokers' listener. */
  readonly port?: number;
  /** Whether `from` cannot work without `to`. */
  readonly required: boolean;
  /** Where the spec says so. */
  readonly origin: SpecPath;
}

/** The dependencies of one environment, in a stable order. */
export interface Graph {
  readonly nodes: readonly NodeId[];
  readonly edges: readonly Edge[];
  readonly from: (node: NodeId) => readonly Edge[];
  readonly to: (node: NodeId) => readonly Edge[];
  /**
   * Services in groups that depend on each other in a circle, smallest name first; a group of one is no circle.
   * Each group comes after everything that it calls.
   */
  readonly order: readonly (readonly string[])[];
  /** Circles of calls, required or not. */
  readonly cycles: readonly (readonly string[])[];
  /** Whether a call from one service to the other is part of a circle; a service that calls itself is one. */
  readonly isWithinCircle: (caller: string, callee: string) => boolean;
}

export const serviceNode = (name: string): NodeId => `service:${name}`;
