import type { Environment } from "../../model/platform.ts";
import { type ContainerResources, containerOf } from "../peak.ts";

const MEBIBYTE = 2 ** 20;
const GIBIBYTE = 2 ** 30;

/** Pods of one kind. Its name is part of theirs. */
export interface Pool {
  readonly name: "broker" | "controller";
  readonly roles: readonly ("broker" | "controller")[];
  readonly replicas: number;
  readonly container: ContainerResources;
  /** Bytes. */
  readonly storage: number;
  /** Node IDs that its pods take, the lowest that is free first. */
  readonly nodeIds: string;
}

/** A controller keeps what is known of topics in memory: little beside what brokers keep of their contents. */
const CONTROLLER = { container: containerOf(250, 1024, 256), storage: 10 * GIBIBYTE };

/**
 * Controllers and brokers apart, so that neither is restarted with the other and a busy broker delays no election. One
 * of each outside production is one pod: it is down when either is.
 */
export function poolsOf({ tier, kafka }: Pick<Environment, "tier" | "kafka">): readonly Pool[] {
  if (kafka === undefined) return [];
  const { brokers, controllers, storage, resources } = kafka;
  const isOne = tier === "nonprod" && brokers === 1 && controllers === 1;
  const broker: Pool = {
    name: "broker",
    roles: isOne ? ["broker", "controller"] : ["broker"],
    replicas: brokers,
    container: containerOf(resources.cpu, resources.memory / MEBIBYTE, 256),
    storage,
    nodeIds: "[0-99]",
  };
  const controller: Pool = {
    name: "controller",
    roles: ["controller"],
    replicas: controllers,
    ...CONTROLLER,
    nodeIds: "[100-199]",
  };
  return isOne ? [broker] : [broker, controller];
}
