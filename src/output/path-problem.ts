import { Buffer } from "node:buffer";
import { NEVER_ENTERED, OUTPUT_ROOTS } from "./output-roots.ts";
import { LIST_NAME } from "./owned-list.ts";

/** Longest name that Linux, macOS and Windows file systems all take. */
const LONGEST_NAME = 255;

/** Why a path may not be written, as the end of a sentence that begins with the path; undefined for a good one. */
export function pathProblem(path: string, owns: readonly string[]): string | undefined {
  const problem = nameProblems(path);
  if (problem) return problem;
  const root = path.slice(0, path.indexOf("/"));
  if (!OUTPUT_ROOTS.includes(root)) return `is not below ${OUTPUT_ROOTS.join(", ")}`;
  const isOwned = owns.some((prefix) => path.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`));
  if (!isOwned) return `is not below a folder of this emitter (${owns.join(", ")})`;
  return undefined;
}

/** True for a relative POSIX path that stays below its root when its segments are taken as they are. */
export function isInside(path: string): boolean {
  return nameProblems(path) === undefined;
}

function nameProblems(path: string): string | undefined {
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return "is absolute";
  if (path.includes("\\")) return "contains a backslash";
  if (/\p{Cc}/u.test(path)) return "contains a control character";
  if (!path.isWellFormed()) return "is not valid Unicode";
  for (const segment of path.split("/")) {
    if (segment === "") return "contains an empty name";
    if (segment === "." || segment === "..") return `contains "${segment}"`;
    if (Buffer.byteLength(segment) > LONGEST_NAME) return `contains a name longer than ${LONGEST_NAME} bytes`;
    const folded = segment.toLowerCase();
    if (NEVER_ENTERED.has(folded) || folded === LIST_NAME) return `contains the reserved name ${segment}`;
  }
  return undefined;
}
