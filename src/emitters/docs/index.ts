import type { Emitter } from "../emitter.ts";
import { emitDocs } from "./emit.ts";
import { DOCS_PATH } from "./paths.ts";

/** Pages for people: what to do when an alert fires, with a service, with an environment. */
export const docs: Emitter = {
  id: "docs",
  owns: [`${DOCS_PATH}/`],
  emit: emitDocs,
};
