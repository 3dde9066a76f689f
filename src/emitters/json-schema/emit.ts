import type { PassResult } from "../../diagnostics/diagnostic.ts";
import { SCHEMA_PATH } from "../../naming/paths.ts";
import type { OutputFile } from "../../output/output-file.ts";
import type { EmitContext } from "../emitter.ts";
import { specSchema } from "./spec-schema.ts";

/** One file, the same for every platform: it describes the format, not what a spec says in it. */
export function emitJsonSchema({ fileOf }: EmitContext): PassResult<readonly OutputFile[]> {
  const body = `${JSON.stringify(specSchema(), null, 2)}\n`;
  return {
    value: [{ path: SCHEMA_PATH, body, comment: "none", origin: fileOf(["metadata", "name"]) }],
    diagnostics: [],
  };
}
