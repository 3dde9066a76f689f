import { type Command, Option } from "commander";
import { compareDiagnostics, type Diagnostic } from "../../diagnostics/diagnostic.ts";
import { type Change, changesOf, changeTable } from "../changes.ts";
import type { CliIo } from "../cli-io.ts";
import { type ExitStatus, exitStatus, statusOf } from "../exit-status.ts";
import { createProgress } from "../progress.ts";
import { visible } from "../render/visible.ts";
import { renderReport } from "../render-report.ts";
import { addSpecOptions, placesOf, type SpecOptions } from "../spec-options.ts";

export interface GenerateOptions extends SpecOptions {
  readonly check?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

/** `finflow generate`: makes the folder what the spec says. */
export function addGenerate(program: Command, io: CliIo, finish: (status: ExitStatus) => void): void {
  addSpecOptions(program.command("generate"))
    .summary("write the output of the spec")
    .description(
      "Compiles the spec and makes the folder what it says: creates, changes and deletes files. Only files that FinFlow wrote and nobody edited are touched; anything else in the way stops the run before the first write.",
    )
    .addOption(new Option("--check", "write nothing; fail where the output differs").conflicts(["dryRun", "force"]))
    .option("--dry-run", "write nothing; list what would change")
    .option("--force", "take over files that were edited by hand or belong to nobody")
    .addHelpText(
      "after",
      `
Examples:
  $ finflow generate                      write what the spec says
  $ finflow generate --dry-run            what would that change?
  $ finflow generate --force              give up edits made by hand in generated files

Exit status: 0 done (or up to date), 1 the spec has errors, files are in the way, or --check found a
difference, 2 wrong usage or a crash.`,
    )
    .action(async (options: GenerateOptions) => finish(await generate(options, io)));
}

/** Compiles, plans, and then checks, lists or writes: the same run with another last step. */
export async function generate(options: GenerateOptions, io: CliIo): Promise<ExitStatus> {
  const { root, entry } = placesOf(options, io.cwd);
  const progress = createProgress(io);
  progress.step("Compiling…");
  // Loaded here, so that help and explain need not wait for the compiler.
  const [{ compile }, { isEmpty, planStamped }, { stampTree }, { checkDiagnostics }, { refusals }, { apply }] =
    await Promise.all([
      import("../../compiler.ts"),
      import("../../output/plan.ts"),
      import("../../output/stamped-tree.ts"),
      import("../../output/check-diagnostics.ts"),
      import("../../output/refusals.ts"),
      import("../../host/apply.ts"),
    ]);
  const host = await io.openHost(root);
  const { files, platform, documents, diagnostics: found } = compile(entry, host);
  const answer = (more: readonly Diagnostic[], changes: readonly Change[] = []): ExitStatus => {
    progress.done();
    const diagnostics = [...found, ...more].sort(compareDiagnostics);
    io.stdout(renderReport({ diagnostics, documents, more: { changes } }, options.format, io, host));
    return statusOf(diagnostics);
  };
  if (!files || !platform) return answer([]);

  progress.step("Comparing…");
  const planOptions = {
    platform: platform.name,
    spec: entry,
    force: options.force ?? false,
    removed: platform.removed,
  };
  const wanted = stampTree(files, planOptions);
  const planned = planStamped(wanted, host.snapshot(new Set(wanted.map(({ path }) => path))), planOptions);

  if (options.check) {
    const status = answer(checkDiagnostics(planned), changesOf(planned));
    if (status === exitStatus.fine && isEmpty(planned)) io.stderr(`Up to date: ${wanted.length} files.\n`);
    else if (status === exitStatus.findings) io.stderr("Run finflow generate, and commit what it writes.\n");
    return isEmpty(planned) ? status : exitStatus.findings;
  }
  if (options.dryRun) {
    const changes = changesOf(planned);
    const status = answer([...refusals(planned), ...planned.warnings], changes);
    if (options.format === "text") for (const { action, path } of changes) io.stdout(`${action} ${visible(path)}\n`);
    io.stderr(summary("would be changed", changes));
    return status;
  }

  progress.step(`Writing ${changesOf(planned).length} files…`);
  const onWait = () => progress.step("Waiting for another run…");
  const result = apply(host, planned, { onWait });
  const changes = result.complete ? changesOf(result.plan) : [];
  const status = answer(result.diagnostics, changes);
  io.stderr(
    result.complete
      ? summary("changed", changes)
      : result.written + result.deleted === 0
        ? "Nothing was written.\n"
        : `Stopped after ${result.written + result.deleted} files; run again to finish.\n`,
  );
  return result.complete ? status : exitStatus.findings;
}

function summary(verb: string, changes: readonly Change[]): string {
  if (changes.length === 0) return "Nothing to change.\n";
  return `${changes.length} ${changes.length === 1 ? "file" : "files"} ${verb}:\n${changeTable(changes)}`;
}
