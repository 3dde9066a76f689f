import { RULE_TESTS_PATH, RULES_PATH } from "../../naming/paths.ts";
import type { Emitter } from "../emitter.ts";
import { emitMonitoring } from "./emit.ts";

/** Rules as Prometheus reads them, and promtool's tests of them. */
export const monitoring: Emitter = {
  id: "monitoring",
  owns: [`${RULES_PATH}/`, `${RULE_TESTS_PATH}/`],
  emit: emitMonitoring,
};
