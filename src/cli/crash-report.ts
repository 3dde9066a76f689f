import { visible } from "./render/visible.ts";
import { readVersion } from "./version.ts";

/** What is said about an exception: nothing a user writes may cause one, so it is always our mistake. */
export function crashReport(error: unknown, argv: readonly string[]): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = stack.split("\n").map((line) => `  ${visible(line)}`);
  return [
    "This is a bug in finflow, not in your spec.",
    "",
    ...lines,
    "",
    "Please report the lines above together with these, and the part of the spec you worked on:",
    `  finflow ${readVersion()}, command: finflow ${argv.map(visible).join(" ")}`,
    "",
  ].join("\n");
}
