import type { CliIo } from "../../src/cli/cli-io.ts";
import { run } from "../../src/cli/run.ts";
import { createMemoryHost, type MemoryHost } from "../../src/host/memory-host.ts";

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line on files in memory. */
export async function finflow(
  args: readonly string[],
  files: Readonly<Record<string, string>> | MemoryHost = {},
  io: Partial<CliIo> = {},
): Promise<Ran> {
  let stdout = "";
  let stderr = "";
  const host = isHost(files) ? files : createMemoryHost(files);
  const status = await run(args, {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    env: {},
    cwd: "/repo",
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    columns: 100,
    openHost: () => host,
    ...io,
  });
  return { status, stdout, stderr };
}

const isHost = (files: object): files is MemoryHost => typeof (files as MemoryHost).read === "function";
