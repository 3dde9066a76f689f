import type { Host } from "../host/host.ts";

/** Everything a command may touch beside its arguments. Tests give their own. */
export interface CliIo {
  /** Data. */
  stdout(text: string): void;
  /** Talk. */
  stderr(text: string): void;
  /** Only `NO_COLOR`, `FORCE_COLOR` and `CI` are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Columns of the terminal. */
  readonly columns: number;
  /** The files below a folder. */
  openHost(root: string): Host | Promise<Host>;
}

/** Whether output has colour: `FORCE_COLOR` and `NO_COLOR` decide, else whether a person is looking. */
export function hasColour({ env, stdoutIsTerminal }: CliIo): boolean {
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  return stdoutIsTerminal && !env.NO_COLOR;
}

/** Whether a line that rewrites itself makes sense: on a terminal, and not in a log. */
export const hasProgress = ({ env, stderrIsTerminal }: CliIo): boolean => stderrIsTerminal && !env.CI;
