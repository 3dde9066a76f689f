import type { Command } from "commander";
import type { CliIo } from "../cli-io.ts";
import { type ExitStatus, statusOf } from "../exit-status.ts";
import { createProgress } from "../progress.ts";
import { renderReport } from "../render-report.ts";
import { addSpecOptions, placesOf, type SpecOptions } from "../spec-options.ts";

/** `finflow validate`: compiles and looks at no output. */
export function addValidate(program: Command, io: CliIo, finish: (status: ExitStatus) => void): void {
  addSpecOptions(program.command("validate"))
    .summary("say what is wrong with the spec")
    .description("Compiles the spec and says everything that is wrong with it. Reads the spec only; writes nothing.")
    .addHelpText(
      "after",
      `
Examples:
  $ finflow validate
  $ finflow validate --spec specs/finflow.yaml --format json

Exit status: 0 the spec is fine, 1 it has errors, 2 wrong usage or a crash.`,
    )
    .action(async (options: SpecOptions) => finish(await validate(options, io)));
}

async function validate(options: SpecOptions, io: CliIo): Promise<ExitStatus> {
  const { root, entry } = placesOf(options, io.cwd);
  const progress = createProgress(io);
  progress.step("Compiling…");
  // Loaded here, so that help and explain need not wait for the compiler.
  const { compile } = await import("../../compiler.ts");
  const host = await io.openHost(root);
  const { diagnostics, documents } = compile(entry, host);
  progress.done();
  io.stdout(renderReport({ diagnostics, documents }, options.format, io, host));
  const status = statusOf(diagnostics);
  if (status === 0) io.stderr(`The spec is fine (${documents.length} ${documents.length === 1 ? "file" : "files"}).\n`);
  return status;
}
