import type { Command } from "commander";
import type { CliIo } from "../cli-io.ts";
import type { ExitStatus } from "../exit-status.ts";
import { addSpecOptions, type SpecOptions } from "../spec-options.ts";
import { generate } from "./generate.ts";

/** `finflow check`: `generate --check` under a name of its own. */
export function addCheck(program: Command, io: CliIo, finish: (status: ExitStatus) => void): void {
  addSpecOptions(program.command("check"))
    .summary("say whether the output is what the spec says")
    .description(
      "Compiles the spec and compares with what stands in the folder: missing, stale, hand-edited and orphaned files are named apart. Writes nothing. The same as generate --check.",
    )
    .addHelpText(
      "after",
      `
Examples:
  $ finflow check                         in a pull request: is the output up to date?
  $ finflow check --format github         the same as annotations of the changed lines
  $ finflow check --format sarif > finflow.sarif

Exit status: 0 up to date, 1 the spec has errors or the output differs, 2 wrong usage or a crash.`,
    )
    .action(async (options: SpecOptions) => finish(await generate({ ...options, check: true }, io)));
}
