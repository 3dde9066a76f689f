import type { KubernetesObject } from "../resources/desired.ts";
import { kafkaOperands, nodePoolOperands } from "./kafka-operands.ts";
import type { PodSet } from "./pods.ts";

type Operand = (object: KubernetesObject) => readonly PodSet[];

/**
 * The pods that operators make of custom resources, with the labels and ports that they give them, by kind. Read in the
 * operators' sources on 2026-11-23; `src/catalog/` has the places.
 */
const OPERANDS: Readonly<Record<string, Operand>> = { Kafka: kafkaOperands, KafkaNodePool: nodePoolOperands };

/** Pods behind a custom resource; none for kinds that make none. */
export const operandsOf = (object: KubernetesObject): readonly PodSet[] => OPERANDS[object.kind]?.(object) ?? [];
