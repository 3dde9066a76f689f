import { DASHBOARDS_PATH } from "../../naming/paths.ts";
import type { Emitter } from "../emitter.ts";
import { emitDashboards } from "./emit.ts";

/** Grafana's dashboards, for people to review and to import elsewhere. */
export const dashboards: Emitter = {
  id: "dashboards",
  owns: [`${DASHBOARDS_PATH}/`],
  emit: emitDashboards,
};
