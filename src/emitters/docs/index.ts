import { ALERT_PAGES_PATH } from "../../naming/paths.ts";
import type { Emitter } from "../emitter.ts";
import { emitDocs } from "./emit.ts";

/** Pages for people: what to do when an alert fires. */
export const docs: Emitter = {
  id: "docs",
  owns: [`${ALERT_PAGES_PATH}/`],
  emit: emitDocs,
};
