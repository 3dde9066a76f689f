#!/usr/bin/env node
import { statSync } from "node:fs";
import process from "node:process";
import type { CliIo } from "./cli-io.ts";
import { exitStatus } from "./exit-status.ts";
import { visible } from "./render/visible.ts";
import { run } from "./run.ts";
import { UsageError } from "./usage-error.ts";

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
    openHost: async (root) => {
      const stat = statSync(root, { throwIfNoEntry: false });
      if (!stat?.isDirectory()) {
        throw new UsageError(
          `${visible(root)} ${stat ? "is a file, not a folder" : "does not exist"}. Name the folder with --root.`,
        );
      }
      return (await import("../host/node-host.ts")).createNodeHost(root);
    },
  };
}

if (import.meta.main) {
  // `finflow explain | head` closes the pipe early, which is no failure; what the run found remains its exit status.
  let isLost = false;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || isLost) return;
    isLost = true;
    process.exitCode = exitStatus.failure;
    process.stderr.write(`The report could not be written: ${error.message}\n`);
  });
  const status = await run(process.argv.slice(2), processIo());
  process.exitCode ??= status;
}
