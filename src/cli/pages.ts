import { readFileSync } from "node:fs";

/** The build copies the pages beside the compiled code, so the same relative place holds in `src/` and `dist/`. */
const FOLDER = new URL("../diagnostics/codes/", import.meta.url);

/** The page of a code as Markdown; undefined where there is none. */
export function readPage(code: string): string | undefined {
  if (!/^[a-z0-9-]+\/[a-z0-9-]+$/.test(code)) return undefined;
  try {
    return readFileSync(new URL(`${code}.md`, FOLDER), "utf8");
  } catch {
    return undefined;
  }
}
