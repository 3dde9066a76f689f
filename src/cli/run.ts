import { Command, CommanderError } from "commander";
import type { CliIo } from "./cli-io.ts";
import { addCheck } from "./commands/check.ts";
import { addExplain } from "./commands/explain.ts";
import { addGenerate } from "./commands/generate.ts";
import { addValidate } from "./commands/validate.ts";
import { crashReport } from "./crash-report.ts";
import { type ExitStatus, exitStatus } from "./exit-status.ts";
import { visible } from "./render/visible.ts";
import { UsageError } from "./usage-error.ts";
import { readVersion } from "./version.ts";

/** Runs a command line (without `node` and the script) and gives the exit status. Never throws. */
export async function run(argv: readonly string[], io: CliIo): Promise<ExitStatus> {
  let status: ExitStatus = exitStatus.fine;
  try {
    const program = createProgram(io, (given) => {
      status = given;
    });
    await program.parseAsync([...argv], { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) {
      const asked = error.code === "commander.helpDisplayed" || error.code === "commander.version";
      return asked ? exitStatus.fine : exitStatus.failure;
    }
    io.stderr(error instanceof UsageError ? `${error.message}\n` : crashReport(error, argv));
    return exitStatus.failure;
  }
}

function createProgram(io: CliIo, finish: (status: ExitStatus) => void): Command {
  const program = new Command("finflow")
    .description(
      "Compiles a typed spec of a platform into a reviewed GitOps repository, and proves that its layers agree.",
    )
    .version(readVersion(), "--version", "print the version")
    .helpOption("--help", "explain the command")
    .helpCommand(false)
    .showHelpAfterError("Run it with --help for its options.")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout(text),
      writeErr: (text) => io.stderr(text),
      // The message quotes the command line, which a script may have filled from anywhere.
      outputError: (text, write) =>
        write(`${visible(text.trimEnd().replace(/^error: /, "")).replaceAll("<U+000A>", "\n")}\n`),
      getOutHelpWidth: () => io.columns,
      getErrHelpWidth: () => io.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText(
      "after",
      `
Examples:
  $ finflow validate                      is the spec right?
  $ finflow generate                      write what it says
  $ finflow check                         is what stands here what it says?
  $ finflow explain source/duplicate-key  what does this code mean?

Exit status: 0 fine, 1 problems found or output out of date, 2 wrong usage or a crash.
Environment: NO_COLOR, FORCE_COLOR and CI, nothing else.`,
    );
  for (const add of [addGenerate, addCheck, addValidate, addExplain]) add(program, io, finish);
  return program;
}
