#!/usr/bin/env node
import process from "node:process";
import type { CliIo } from "./cli-io.ts";
import { type ExitStatus, exitStatus } from "./exit-status.ts";
import { run } from "./run.ts";

/** The command line with its surroundings given: what tests call. */
export const main = (argv: readonly string[], io: CliIo): Promise<ExitStatus> => run(argv, io);

/** The surroundings of this process. */
function processIo(): CliIo {
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    env: process.env,
    cwd: process.cwd(),
    stdoutIsTerminal: process.stdout.isTTY === true,
    stderrIsTerminal: process.stderr.isTTY === true,
    columns: process.stdout.columns || 100,
    openHost: async (root) => (await import("../host/node-host.ts")).createNodeHost(root),
  };
}

if (import.meta.main) {
  // `finflow explain | head` closes the pipe early, which is no failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(exitStatus.fine);
    throw error;
  });
  process.exitCode = await main(process.argv.slice(2), processIo());
}
